package org.iecpools.pool;

import org.iecpools.kit.ServiceKit;
import org.iecpools.kit.stream.StreamsKit;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/** Pool-service: one profile per candidate and season, and who is in which pool. */
@SpringBootApplication(proxyBeanMethods = false)
@Import({ServiceKit.class, StreamsKit.class})
public class PoolApplication {

  /** Starts the service. */
  public static void main(String[] args) {
    SpringApplication.run(PoolApplication.class, args);
  }
}
