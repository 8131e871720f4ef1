package org.iecpools.invitation.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferenceTest {

  private static final Duration MOST = Duration.ofSeconds(9);

  @Test
  void withoutTheHeaderARequestWaitsLongest() {
    assertThat(Preference.wait(null, MOST)).isEqualTo(MOST);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "respond-async|0",
        "Respond-Async|0",
        "handling=strict, respond-async|0",
        "wait=2|2",
        "WAIT = \"2\"|2",
        "wait=0|0",
        "respond-async, wait=3|3",
        "wait=3; foo, respond-async|3",
        "wait=99999|9"
      })
  void aClientMayPreferToWaitLess(String prefer, long seconds) {
    assertThat(Preference.wait(prefer, MOST)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "return=minimal",
        "wait",
        "wait=",
        "wait=-1",
        "wait=1.5",
        "wait=999999999999999999999",
        "respond-asynchronously",
        "wait=\u0661"
      })
  void anythingElseIsIgnored(String prefer) {
    assertThat(Preference.wait(prefer, MOST)).isEqualTo(MOST);
  }
}
