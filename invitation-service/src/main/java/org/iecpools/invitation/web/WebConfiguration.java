package org.iecpools.invitation.web;

import org.iecpools.events.Topics;
import org.iecpools.kit.Commits;
import org.iecpools.kit.EventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Ties the HTTP face to Kafka. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

  @Bean
  Publishing publishing(EventPublisher publisher, Commits commits) {
    return new Publishing(
        publisher::publish,
        order -> publisher.publish(Topics.ROUND_COMMANDS, order),
        commits::awaitNext);
  }
}
