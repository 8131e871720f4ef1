package org.iecpools.kit.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.apache.kafka.clients.admin.Admin;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kit.barrier.Work;
import org.iecpools.kit.process.ConsumerSettings;
import org.iecpools.kit.process.IecSettings;
import org.iecpools.kit.process.KafkaAccess;
import org.iecpools.kit.process.Termination;
import org.iecpools.kit.stream.Followers;
import org.iecpools.kit.stream.TopicFollower;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaAdmin;

/** Readiness and liveness by the progress of the work. */
@Configuration(proxyBeanMethods = false)
public class HealthKit {

  @Bean
  Watch watch(
      Work work,
      Followers followers,
      Admin admin,
      KafkaAdmin kafka,
      KafkaAccess access,
      IecSettings settings,
      Termination termination,
      MeterRegistry meters) {
    SchemaRegistry registry = access.registry(settings.registryUrl());
    return new Watch(
        work,
        followers,
        new Backlog(admin, ConsumerSettings.ofWholeTopics(kafka)),
        () -> answers(registry),
        termination,
        meters,
        Watch.PERIOD,
        Watch.LIMIT);
  }

  @Bean
  HealthIndicator progressHealthIndicator(Watch watch) {
    return watch::readiness;
  }

  @Bean
  HealthIndicator lifelineHealthIndicator(Watch watch) {
    return watch::liveness;
  }

  /** Not ready while the work does not run or followed topics are not read completely. */
  @Bean
  HealthIndicator workHealthIndicator(Work work, Followers followers) {
    return () -> {
      boolean running = work.isRunning();
      boolean caughtUp = followers.all().stream().allMatch(TopicFollower::isCaughtUp);
      Health.Builder health = running && caughtUp ? Health.up() : Health.outOfService();
      return health.withDetail("running", running).withDetail("caughtUp", caughtUp).build();
    };
  }

  /** Readiness as a number, because Prometheus does not read health endpoints. */
  @Bean
  MeterBinder readinessMeter(HealthEndpoint health) {
    return meters ->
        Gauge.builder("iec.ready", health, HealthKit::readiness)
            .description("1 if the service is ready, otherwise 0")
            .register(meters);
  }

  private static int readiness(HealthEndpoint health) {
    HealthDescriptor readiness = health.healthForPath("readiness");
    return readiness != null && readiness.getStatus().equals(Status.UP) ? 1 : 0;
  }

  private static boolean answers(SchemaRegistry registry) {
    try {
      registry.schemaOf(1);
      return true;
    } catch (SchemaRegistry.Unavailable e) {
      return false;
    } catch (EventCodec.Undecodable e) {
      // The registry answers, even if it has no schema with this id.
      return true;
    }
  }
}
