package org.iecpools.kit.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class RateLimitsTest {

  /** Time that passes only if a test lets it pass. */
  private static final class Stopped implements TimeMeter {
    private long nanos;

    @Override
    public long currentTimeNanos() {
      return nanos;
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }

    void pass(Duration time) {
      nanos += time.toNanos();
    }
  }

  private final Stopped time = new Stopped();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 10", "10, 1", "7, 13", "500, 5000"})
  void noClientGetsMoreThanItsBurstAndItsRate(int rate, int burst) throws Exception {
    RateLimits limits = limits(rate, burst, rate, burst);
    Random random = new Random(rate * 31L + burst);
    List<Long> answered = new ArrayList<>();

    for (int i = 0; i < 4 * burst + 200; i++) {
      time.pass(Duration.ofMillis(random.nextInt(2_000 / rate)));
      if (get(limits, "192.0.2.1").getStatus() == 200) {
        answered.add(time.currentTimeNanos());
      }
    }

    assertThat(answered).hasSizeGreaterThanOrEqualTo(burst);
    for (int first = 0; first < answered.size(); first += Math.max(1, burst / 10)) {
      for (int last = first; last < answered.size(); last++) {
        double seconds = (answered.get(last) - answered.get(first)) / 1e9;
        assertThat(last - first + 1.0).isLessThanOrEqualTo(burst + rate * seconds + 1);
      }
    }
  }

  @Test
  void aRequestIsAnsweredAfterTheTimeInRetryAfter() throws Exception {
    RateLimits limits = limits(1, 3, 1, 3);
    for (int i = 0; i < 3; i++) {
      assertThat(get(limits, "192.0.2.1").getStatus()).isEqualTo(200);
    }

    MockHttpServletResponse refused = get(limits, "192.0.2.1");

    assertThat(refused.getStatus()).isEqualTo(429);
    assertThat(refused.getContentType()).isEqualTo("application/problem+json");
    assertThat(refused.getContentAsString()).contains("RATE_LIMITED", "1 per second");
    assertThat(meters.counter("iec.http.limited", "by", "address").count()).isEqualTo(1);
    time.pass(Duration.ofSeconds(Integer.parseInt(refused.getHeader("Retry-After"))));
    assertThat(get(limits, "192.0.2.1").getStatus()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.2, false",
    "192.0.2.1, 2001:db8::1, false",
    "2001:db8:0:1::1, 2001:db8:0:1:ffff:ffff:ffff:ffff, true",
    "2001:db8:0:1::1, 2001:db8:0:2::1, false",
    "not an address, neither is this, false"
  })
  void aClientIsAnAddressOrAnIpv6Network(String one, String other, boolean same) throws Exception {
    RateLimits limits = limits(1, 1, 1, 1);
    get(limits, one);

    assertThat(get(limits, other).getStatus()).isEqualTo(same ? 429 : 200);
  }

  @Test
  void theHeaderOfAProxyIsNotRead() throws Exception {
    RateLimits limits = limits(1, 1, 1, 1);
    for (int i = 0; i < 10; i++) {
      MockHttpServletRequest request = request("192.0.2.1");
      request.addHeader("X-Forwarded-For", "198.51.100." + i);
      request.addHeader("Forwarded", "for=198.51.100." + i);

      assertThat(answer(limits, request).getStatus()).isEqualTo(i == 0 ? 200 : 429);
    }
  }

  @Test
  void aRequestWithATokenCountsAgainstItsSubjectOnly() throws Exception {
    RateLimits limits = limits(1, 2, 1, 10);
    for (int i = 0; i < 10; i++) {
      MockHttpServletRequest request = request("192.0.2.1");
      assertThat(answer(limits, request).getStatus()).isEqualTo(200);
      assertThat(limits.identified(request, "portal")).isEmpty();
    }

    MockHttpServletRequest another = request("192.0.2.1");
    assertThat(answer(limits, another).getStatus()).isEqualTo(200);
    assertThat(limits.identified(another, "portal"))
        .hasValueSatisfying(problem -> assertThat(problem.status().value()).isEqualTo(429));
    assertThat(limits.identified(another, "someone else")).isEmpty();
    // Asked twice, the request is given back once.
    assertThat(get(limits, "192.0.2.1").getStatus()).isEqualTo(200);
    assertThat(get(limits, "192.0.2.1").getStatus()).isEqualTo(200);
    assertThat(get(limits, "192.0.2.1").getStatus()).isEqualTo(429);
  }

  @Test
  void memoryIsBoundedWhateverTheNumberOfClients() throws Exception {
    RateLimits limits = limits(1, 1_000, 1, 1_000);
    for (int i = 0; i < 3 * RateLimit.MAX_CLIENTS; i++) {
      get(limits, "10.%d.%d.%d".formatted(i >> 16, i >> 8 & 255, i & 255));
    }

    assertThat(limits.knownAddresses()).isLessThanOrEqualTo(RateLimit.MAX_CLIENTS);
  }

  @Test
  void exemptAddressesAndTheManagementPortHaveNoLimit() throws Exception {
    RateLimits limits =
        new RateLimits(
            new LimitSettings(1, 1, 1, 1, List.of("10.0.0.0/8", "2001:db8::7")), meters, time);
    for (int i = 0; i < 5; i++) {
      MockHttpServletRequest health = request("192.0.2.1");
      health.setServletPath("/actuator/health");

      assertThat(get(limits, "10.1.2.3").getStatus()).isEqualTo(200);
      assertThat(get(limits, "2001:db8::7").getStatus()).isEqualTo(200);
      assertThat(answer(limits, health).getStatus()).isEqualTo(200);
      assertThat(get(limits, "11.1.2.3").getStatus()).isEqualTo(i == 0 ? 200 : 429);
      assertThat(get(limits, "unknown").getStatus()).isEqualTo(i == 0 ? 200 : 429);
    }
  }

  @Test
  void aRateOfZeroIsNoLimit() throws Exception {
    RateLimits limits = limits(0, 1, 0, 1);
    for (int i = 0; i < 100; i++) {
      MockHttpServletRequest request = request("192.0.2.1");
      assertThat(answer(limits, request).getStatus()).isEqualTo(200);
      assertThat(limits.identified(request, "portal")).isEmpty();
    }
  }

  @Test
  void impossibleSettingsAreRefused() {
    assertThatThrownBy(() -> limits(-1, 1, 1, 1)).hasMessageContaining("address-rate");
    assertThatThrownBy(() -> limits(1, 0, 1, 1)).hasMessageContaining("address-burst");
    assertThatThrownBy(() -> limits(1, 1, -1, 1)).hasMessageContaining("subject-rate");
    assertThatThrownBy(() -> limits(1, 1, 1, 0)).hasMessageContaining("subject-burst");
  }

  private RateLimits limits(int addressRate, int addressBurst, int subjectRate, int subjectBurst) {
    return new RateLimits(
        new LimitSettings(addressRate, addressBurst, subjectRate, subjectBurst, List.of()),
        meters,
        time);
  }

  private static MockHttpServletResponse get(RateLimits limits, String address) throws Exception {
    return answer(limits, request(address));
  }

  private static MockHttpServletRequest request(String address) {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/v1/things");
    request.setRemoteAddr(address);
    return request;
  }

  private static MockHttpServletResponse answer(RateLimits limits, MockHttpServletRequest request)
      throws Exception {
    MockHttpServletResponse response = new MockHttpServletResponse();
    limits.doFilter(request, response, new MockFilterChain());
    return response;
  }
}
