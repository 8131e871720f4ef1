package org.iecpools.invitation;

import org.iecpools.kit.ServiceKit;
import org.iecpools.kit.stream.StreamsKit;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/** Invitation-service: rounds, and how each invitation ends. */
@SpringBootApplication(proxyBeanMethods = false)
@Import({ServiceKit.class, StreamsKit.class})
public class InvitationApplication {

  /** Starts the service. */
  public static void main(String[] args) {
    SpringApplication.run(InvitationApplication.class, args);
  }
}
