package org.iecpools.kit.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanContext;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

class TraceContextTest {

  private static final String VALID = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Example
  void aValidContextIsRead() {
    SpanContext context = TraceContext.of(headers(VALID));

    assertThat(context.isValid()).isTrue();
    assertThat(context.isSampled()).isTrue();
    assertThat(context.getTraceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(context.getSpanId()).isEqualTo("00f067aa0ba902b7");
    assertThat(TraceContext.text(context)).isEqualTo(VALID);
  }

  @Example
  void aStateIsNotRead() {
    Headers headers = headers(VALID);
    headers.add("tracestate", "vendor=secret".getBytes(UTF_8));

    assertThat(TraceContext.of(headers).getTraceState().isEmpty()).isTrue();
  }

  /** Without exceptions, and none of them is taken for a context. */
  @Property
  void anyOtherValueIsIgnored(@ForAll("hostileValues") byte[] value) {
    Headers headers = new RecordHeaders().add(TraceContext.HEADER, value);

    assertThat(TraceContext.of(headers).isValid()).isFalse();
    assertThat(TraceContext.of(new String(value, ISO_8859_1)).isValid()).isFalse();
  }

  @Property
  void aRepeatedHeaderIsIgnored(@ForAll("hostileLists") List<byte[]> more) {
    Headers headers = headers(VALID);
    more.forEach(value -> headers.add(TraceContext.HEADER, value));

    assertThat(TraceContext.of(headers).isValid()).isFalse();
  }

  @Example
  void theSameHeaderTwiceIsIgnored() {
    Headers headers = headers(VALID);
    headers.add(TraceContext.HEADER, VALID.getBytes(UTF_8));

    assertThat(TraceContext.of(headers).isValid()).isFalse();
  }

  @Example
  void aHeaderWithoutValueIsIgnored() {
    Headers headers = new RecordHeaders().add(TraceContext.HEADER, null);

    assertThat(TraceContext.of(headers).isValid()).isFalse();
  }

  /**
   * Random bytes, also very long ones, and a valid value with one character that is not allowed.
   */
  @Provide
  static Arbitrary<byte[]> hostileValues() {
    Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
    Arbitrary<byte[]> oversized =
        Arbitraries.integers()
            .between(1, 1 << 16)
            .map(length -> (VALID + "-" + "a".repeat(length)).getBytes(UTF_8));
    Arbitrary<byte[]> damaged =
        Combinators.combine(
                Arbitraries.integers().between(0, TraceContext.LENGTH - 1),
                Arbitraries.of('-', 'g', 'A', 'F', ' ', '\0', '\n', '\u00ff'))
            .as(TraceContextTest::damaged)
            .filter(text -> !text.equals(VALID))
            .map(text -> text.getBytes(ISO_8859_1));
    Arbitrary<byte[]> zeros =
        Arbitraries.of(
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
            .map(text -> text.getBytes(UTF_8));
    return Arbitraries.oneOf(any, oversized, damaged, zeros);
  }

  @Provide
  static Arbitrary<List<byte[]>> hostileLists() {
    return hostileValues().list().ofMinSize(1).ofMaxSize(5);
  }

  private static String damaged(int at, char other) {
    return VALID.substring(0, at) + other + VALID.substring(at + 1);
  }

  private static Headers headers(String value) {
    return new RecordHeaders().add(TraceContext.HEADER, value.getBytes(UTF_8));
  }
}
