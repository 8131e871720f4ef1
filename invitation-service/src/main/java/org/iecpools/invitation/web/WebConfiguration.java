package org.iecpools.invitation.web;

import org.iecpools.domain.Weeks;
import org.iecpools.invitation.stream.Announcements;
import org.iecpools.invitation.stream.OrderLog;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.stream.Commits;
import org.iecpools.kit.stream.EventPublisher;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the HTTP API to Kafka. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

  @Bean
  Publishing publishing(EventPublisher publisher, Commits commits) {
    return new Publishing(
        publisher::publish,
        order -> publisher.publish(Topics.ROUND_COMMANDS, order),
        commits::awaitNext);
  }

  @Bean
  IdempotencyKeys idempotencyKeys(OrderLog orders, Announcements announcements) {
    return new IdempotencyKeys(orders, announcements);
  }

  @Bean
  OpenApiCustomizer examplesOfThisYear(ServiceClock clock) {
    return new ExamplesOfThisYear(() -> Weeks.day(clock.instant()).getYear());
  }
}
