package org.iecpools.kit.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.DefaultRecord;

class DeadLetterTest {

  /** Default limit of a producer for a request, in bytes, regardless of compression. */
  private static final int MAX_REQUEST_SIZE = 1_048_576;

  @Property(tries = 60)
  void aLetterFitsIntoARequestWhateverTheRecordWas(
      @ForAll("bytes") byte[] key,
      @ForAll("bytes") byte[] value,
      @ForAll("headers") List<Header> headers,
      @ForAll("reasons") List<String> reasons)
      throws CharacterCodingException {
    DeadLetter letter =
        DeadLetter.of("s", "iec.pools/0/7", key, value, new RecordHeaders(headers), reasons);

    int size =
        DefaultRecord.sizeInBytes(
            0,
            0L,
            letter.place().length(),
            letter.value() == null ? -1 : letter.value().length,
            letter.headers().toArray());
    assertThat(size).isLessThan(MAX_REQUEST_SIZE * 3 / 4);
    String reason =
        UTF_8.newDecoder().decode(ByteBuffer.wrap(last(letter, DeadLetter.REASON))).toString();
    assertThat(reason.codePoints())
        .noneMatch(c -> Character.isISOControl(c) || c == 0x202e || c == 0x2028);
  }

  @Property(tries = 60)
  void whatWasCutIsStatedByLengthAndDigestAndNothingElseIs(
      @ForAll("bytes") byte[] key,
      @ForAll("bytes") byte[] value,
      @ForAll("headers") List<Header> headers)
      throws NoSuchAlgorithmException {
    DeadLetter letter =
        DeadLetter.of("s", "iec.pools/0/7", key, value, new RecordHeaders(headers), List.of("r"));

    isCut(letter, value, letter.value(), DeadLetter.VALUE_LENGTH, DeadLetter.VALUE_SHA256);
    isCut(letter, key, last(letter, DeadLetter.KEY), DeadLetter.KEY_LENGTH, DeadLetter.KEY_SHA256);
    List<Header> own =
        headers.stream().filter(h -> !h.key().startsWith(DeadLetter.PREFIX)).toList();
    List<Header> kept =
        StreamSupport.stream(letter.headers().spliterator(), false)
            .filter(h -> !h.key().startsWith(DeadLetter.PREFIX))
            .toList();
    assertThat(own).containsAll(kept);
    assertThat(letter.headers().lastHeader(DeadLetter.HEADERS_SHA256) != null)
        .isEqualTo(kept.size() < own.size());
  }

  private static void isCut(
      DeadLetter letter, byte[] whole, byte[] kept, String length, String digest)
      throws NoSuchAlgorithmException {
    if (whole == null || whole.length == kept.length) {
      assertThat(kept).isEqualTo(whole);
      assertThat(letter.headers().lastHeader(length)).isNull();
      assertThat(letter.headers().lastHeader(digest)).isNull();
    } else {
      assertThat(kept).isEqualTo(Arrays.copyOf(whole, kept.length)).hasSizeGreaterThan(4_000);
      assertThat(last(letter, length)).asString().isEqualTo(Integer.toString(whole.length));
      assertThat(last(letter, digest))
          .asString()
          .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(whole)));
    }
  }

  @Example
  void receivedHeadersCannotForgeThoseOfALetter() {
    Headers forged =
        new RecordHeaders()
            .add(DeadLetter.REASON, "all is well".getBytes(UTF_8))
            .add(DeadLetter.PLACE, "iec.pools/0/1".getBytes(UTF_8))
            .add(DeadLetter.PREFIX + "of-a-later-version", new byte[0])
            .add("traceparent", "00-1".getBytes(UTF_8));

    DeadLetter letter =
        DeadLetter.of("s", "iec.pools/0/7", null, null, forged, List.of("the value is empty"));

    assertThat(Arrays.stream(letter.headers().toArray()).map(Header::key))
        .containsExactly("traceparent", DeadLetter.REASON, DeadLetter.SERVICE, DeadLetter.PLACE);
    assertThat(last(letter, DeadLetter.REASON)).asString().isEqualTo("the value is empty");
    assertThat(last(letter, DeadLetter.PLACE)).asString().isEqualTo("iec.pools/0/7");
  }

  @Example
  void aReasonIsOneLineWithoutControlCharacters() {
    assertThat(Printable.of("a\nb\u001b[2J\u202ec\ud83d\ude00\ud83d", 100))
        .isEqualTo("a\\u000ab\\u001b[2J\\u202ec\ud83d\ude00\\ud83d");
    assertThat(Printable.of("\ud83d\ude00".repeat(3), 3))
        .isEqualTo("\ud83d\ude00... (6 characters)");
  }

  private static byte[] last(DeadLetter letter, String name) {
    Header header = letter.headers().lastHeader(name);
    return header == null ? null : header.value();
  }

  @Provide
  Arbitrary<byte[]> bytes() {
    return Combinators.combine(
            Arbitraries.of(0, 1, 100, 4_096, 4_097, 524_288, 524_289, 1_500_000),
            Arbitraries.bytes())
        .as(DeadLetterTest::filled)
        .injectNull(0.1);
  }

  @Provide
  Arbitrary<List<Header>> headers() {
    Arbitrary<String> names =
        Arbitraries.oneOf(
            Arbitraries.of("", "a", DeadLetter.REASON, DeadLetter.KEY, "n".repeat(30_000)),
            Arbitraries.strings().ofMaxLength(20));
    Arbitrary<byte[]> values =
        Combinators.combine(Arbitraries.of(0, 10, 1_000, 66_000), Arbitraries.bytes())
            .as(DeadLetterTest::filled)
            .injectNull(0.2);
    return Combinators.combine(names, values)
        .as((name, value) -> (Header) new RecordHeader(name, value))
        .list()
        .ofMaxSize(5)
        .flatMap(few -> Arbitraries.of(1, 1, 50, 200).map(times -> repeated(few, times)));
  }

  @Provide
  Arbitrary<List<String>> reasons() {
    return Arbitraries.strings()
        .withCharRange('\u0000', '\uffff')
        .ofMaxLength(200)
        .flatMap(text -> Arbitraries.of(1, 10, 500).map(text::repeat))
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  private static List<Header> repeated(List<Header> headers, int times) {
    List<Header> all = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      all.addAll(headers);
    }
    return all;
  }

  private static byte[] filled(int size, byte with) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, with);
    return bytes;
  }
}
