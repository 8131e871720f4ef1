package org.iecpools.flow;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import org.iecpools.auditor.Audit;
import org.iecpools.auditor.AuditOptions;
import org.iecpools.auditor.AuditResult;
import org.iecpools.stack.Component;
import org.iecpools.stack.LocalStack;

/**
 * One of several instances of stats-service.
 *
 * @param name for output
 * @param processes the stack that restarts the instance after a kill
 */
record StatsInstance(String name, LocalStack processes) {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  String url() {
    return processes.addresses().stats();
  }

  /** Kills the instance with SIGKILL; it is restarted. */
  void kill() {
    processes.kill(Component.STATS_SERVICE);
  }

  void awaitReady(Upstream asking) {
    await().atMost(TIMEOUT).ignoreExceptions().until(() -> asking.isReady(url()));
  }

  /** Compares this instance's dashboard with the auditor's recount. */
  AuditResult audit() {
    LocalStack.Addresses at = processes.addresses();
    return Audit.run(
        AuditOptions.of(at.bootstrapServers(), URI.create(at.registry()), URI.create(url())),
        _ -> {});
  }
}
