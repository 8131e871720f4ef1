package org.iecpools.profile;

import org.iecpools.kit.ServiceKit;
import org.iecpools.kit.stream.StreamsKit;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/** Profile-service: accepts, validates and publishes profiles, and serves their status. */
@SpringBootApplication(proxyBeanMethods = false)
@Import({ServiceKit.class, StreamsKit.class})
public class ProfileApplication {

  /** Starts the service. */
  public static void main(String[] args) {
    SpringApplication.run(ProfileApplication.class, args);
  }
}
