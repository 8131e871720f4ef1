package org.iecpools.stats;

import org.iecpools.kit.ServiceKit;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/** Stats-service: computes the published statistics from the events and serves them. */
@SpringBootApplication(proxyBeanMethods = false)
@Import(ServiceKit.class)
public class StatsApplication {

  /** Starts the service. */
  public static void main(String[] args) {
    SpringApplication.run(StatsApplication.class, args);
  }
}
