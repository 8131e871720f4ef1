package org.iecpools.flow;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import org.iecpools.auditor.Audit;
import org.iecpools.auditor.AuditOptions;
import org.iecpools.auditor.AuditResult;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Service;

/**
 * One of several instances of stats-service.
 *
 * @param name what a test calls it
 * @param processes what starts it again when it is killed
 */
record StatsInstance(String name, LocalStack processes) {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  String url() {
    return processes.addresses().stats();
  }

  /** SIGKILL; it is started again. */
  void kill() {
    processes.kill(Service.STATS.module());
  }

  void awaitReady(Upstream asking) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> asking.ask(url() + "/actuator/health/readiness").statusCode() == 200);
  }

  /** Everything counted a second time, beside what this instance shows. */
  AuditResult audit() {
    LocalStack.Addresses at = processes.addresses();
    return Audit.run(
        AuditOptions.of(at.bootstrapServers(), URI.create(at.registry()), URI.create(url())),
        _ -> {});
  }
}
