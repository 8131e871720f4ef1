package org.iecpools.kit.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class AttributionTest {

  private final Headers headers = new RecordHeaders();

  @Test
  void isReadAsItWasWritten() {
    Attribution by = Attribution.of(() -> "alice", Optional.of("as agreed – 7 %"));

    by.writeTo(headers);

    assertThat(Attribution.of(headers)).isEqualTo(by);
    assertThat(Attribution.HEADERS.keySet()).containsExactly("iec-operator", "iec-reason");
    assertThat(headers)
        .extracting(header -> header.key())
        .containsAll(Attribution.HEADERS.keySet());
  }

  @Test
  void isEmptyWithoutATokenAndWithoutASubject() {
    Attribution.of(null, Optional.empty()).writeTo(headers);
    Attribution.of(() -> null, Optional.empty()).writeTo(headers);

    assertThat(headers).isEmpty();
    assertThat(Attribution.of(headers)).isEqualTo(Attribution.NONE);
  }

  @Test
  void headersOfOthersCanNeitherForgeLinesNorBeLong() {
    headers.add("iec-operator", "alice\nbob".getBytes(UTF_8));
    headers.add("iec-reason", "x".repeat(100_000).getBytes(UTF_8));

    Attribution by = Attribution.of(headers);

    assertThat(by.operator().orElseThrow()).doesNotContain("\n").startsWith("alice");
    assertThat(by.reason().orElseThrow()).hasSizeLessThan(600).contains("100000 characters");
  }

  @Test
  void aHeaderWithoutAValueIsNone() {
    headers.add("iec-operator", null);

    assertThat(Attribution.of(headers)).isEqualTo(Attribution.NONE);
  }

  @Test
  void aLongSubjectIsCut() {
    Attribution.of(() -> "s".repeat(5_000), Optional.empty()).writeTo(headers);

    assertThat(headers.lastHeader("iec-operator").value()).hasSize(200);
  }
}
