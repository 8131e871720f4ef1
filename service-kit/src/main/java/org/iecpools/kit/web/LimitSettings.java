package org.iecpools.kit.web;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of rate limits, under {@code iec.limits}. They apply to each instance separately.
 *
 * @param addressRate requests per second from one address without a valid token, in the long run; 0
 *     for no limit
 * @param addressBurst such requests that an address may send at once after a pause
 * @param subjectRate requests per second with tokens of one subject, in the long run; 0 for no
 *     limit
 * @param subjectBurst such requests that a subject may send at once after a pause
 * @param exemptAddresses addresses or networks, such as {@code 10.0.0.0/8}, that have no limit by
 *     address, neither of requests per second nor of requests at once: other instances of the
 *     service, or a proxy that limits its clients itself
 */
@ConfigurationProperties("iec.limits")
public record LimitSettings(
    @DefaultValue("500") int addressRate,
    @DefaultValue("5000") int addressBurst,
    @DefaultValue("500") int subjectRate,
    @DefaultValue("5000") int subjectBurst,
    @DefaultValue List<String> exemptAddresses) {

  public LimitSettings {
    notNegative("address-rate", addressRate);
    notNegative("subject-rate", subjectRate);
    positive("address-burst", addressBurst);
    positive("subject-burst", subjectBurst);
    exemptAddresses = exemptAddresses.stream().filter(it -> !it.isBlank()).toList();
  }

  private static void notNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException("iec.limits.%s must not be negative".formatted(name));
    }
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("iec.limits.%s must be at least 1".formatted(name));
    }
  }
}
