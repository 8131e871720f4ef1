package org.iecpools.kit.environment;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.iecpools.environment.Finding;
import org.iecpools.environment.Finding.Severity;
import org.iecpools.kafka.AccessDenied;
import org.iecpools.kit.process.IecSettings;
import org.iecpools.kit.process.KafkaAccess;
import org.iecpools.kit.process.Termination;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Prevents a service from working in an environment other than the one that its data belong to. */
@Configuration(proxyBeanMethods = false)
public class EnvironmentKit {

  private static final Duration PERIOD = Duration.ofSeconds(10);

  @Bean
  EnvironmentWatch environmentWatch(
      Admin admin,
      KafkaAccess kafka,
      IecSettings settings,
      MeterRegistry meters,
      Termination termination)
      throws ExecutionException, InterruptedException {
    kafka.check();
    EnvironmentWatch watch;
    try {
      watch =
          new EnvironmentWatch(
              admin,
              kafka.settings(),
              kafka.registry(settings.registryUrl()),
              settings.dataDir(),
              PERIOD,
              termination);
    } catch (ExecutionException | KafkaException e) {
      Optional<AccessDenied> denied = kafka.denial(e);
      if (denied.isPresent()) {
        throw denied.get();
      }
      throw e;
    }
    meters.gauge("iec.environment.findings", watch, w -> w.findings().size());
    return watch;
  }

  /**
   * Health of the environment. Differences that do not stop a service, such as altered subjects,
   * are only listed.
   */
  @Bean
  HealthIndicator environmentHealthIndicator(EnvironmentWatch watch) {
    return () -> {
      List<Finding> findings = watch.findings();
      boolean works = findings.stream().noneMatch(f -> f.kind().severity() == Severity.ALWAYS);
      Health.Builder health = works ? Health.up() : Health.outOfService();
      return health
          .withDetail("installation", watch.environment().id())
          .withDetail("time", watch.environment().time())
          .withDetail("findings", findings.stream().map(Finding::toString).toList())
          .build();
    };
  }
}
