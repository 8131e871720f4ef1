package org.iecpools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BeaconCommandTest {

  @Test
  void statesAVerificationInHmacs() {
    BenchRun run = BenchRun.of("beacon", "--rounds", "2", "--json");

    assertThat(run.status()).isZero();
    JsonNode report = JsonMapper.shared().readTree(run.out());
    double hmac = report.at("/hmacNanos").asDouble();
    double bls = report.at("/blsMs").asDouble();
    assertThat(hmac).isPositive();
    assertThat(bls).isPositive();
    assertThat(report.at("/pulseMs").asDouble()).isBetween(0.001, bls);
    assertThat(report.at("/blsInHmacs").asDouble()).isEqualTo(bls * 1e6 / hmac, within(1e-6));
  }

  @Test
  void anInvalidNumberIsRejectedWithTheAllowedRange() {
    BenchRun run = BenchRun.of("beacon", "--rounds", "0");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--rounds 0: must be 1 to 100,000");
  }
}
