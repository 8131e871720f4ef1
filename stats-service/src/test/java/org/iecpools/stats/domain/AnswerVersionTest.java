package org.iecpools.stats.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AnswerVersionTest {

  @Property
  void aTokenIsParsedToItsVersion(@ForAll("versions") AnswerVersion version) {
    assertThat(version.token()).matches("[A-Za-z0-9_-]+");
    assertThat(AnswerVersion.of(version.token())).contains(version);
  }

  @Property
  void anAlteredTokenIsRefused(
      @ForAll("versions") AnswerVersion version,
      @ForAll @IntRange(max = 1_000) int place,
      @ForAll @IntRange(min = 1, max = 63) int other) {
    String token = version.token();
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int at = place % token.length();
    char altered = letters.charAt((letters.indexOf(token.charAt(at)) + other) % 64);

    assertThat(AnswerVersion.of(token.substring(0, at) + altered + token.substring(at + 1)))
        .isEmpty();
    assertThat(AnswerVersion.of(token.substring(0, at))).isEmpty();
    assertThat(AnswerVersion.of(token + altered)).isEmpty();
    assertThat(AnswerVersion.of(token + "=")).isEmpty();
  }

  @Property
  void anythingElseIsNotAVersion(@ForAll String text, @ForAll byte[] bytes) {
    assertThat(AnswerVersion.of(text)).isEmpty();
    assertThat(AnswerVersion.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)))
        .isEmpty();
  }

  /** A client can forge a token with a valid checksum. */
  @Property
  void aForgedTokenIsRefusedOrIsTheTokenOfItsVersion(@ForAll byte[] bytes) {
    java.nio.ByteBuffer forged = java.nio.ByteBuffer.allocate(bytes.length + 5);
    forged.put((byte) 1).put(bytes);
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(forged.array(), 0, bytes.length + 1);
    String token =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(forged.putInt((int) crc.getValue()).array());

    AnswerVersion.of(token).ifPresent(version -> assertThat(version.token()).isEqualTo(token));
  }

  @Property
  void aVersionIncludesAnotherIfItIsBehindInNothing(
      @ForAll("comparable") AnswerVersion one, @ForAll("comparable") AnswerVersion other) {
    boolean behind =
        one.serving() < other.serving()
            || one.at().isBefore(other.at())
            || LongStream.of(one.behind(0, other), one.behind(1, other)).sum() > 0;

    assertThat(one.includes(other)).isEqualTo(!behind);
    assertThat(one.includes(one)).isTrue();
    if (one.includes(other) && other.includes(one)) {
      assertThat(one).isEqualTo(other);
    }
  }

  @Property
  void includesIsTransitive(
      @ForAll("comparable") AnswerVersion a,
      @ForAll("comparable") AnswerVersion b,
      @ForAll("comparable") AnswerVersion c) {
    if (a.includes(b) && b.includes(c)) {
      assertThat(a.includes(c)).isTrue();
    }
  }

  @Test
  void aRecordMoreOnOnePartitionDoesNotMakeUpForOneLessOnAnother() {
    AnswerVersion one = version(List.of(List.of(7L, 5L)));
    AnswerVersion other = version(List.of(List.of(6L, 6L)));

    assertThat(one.includes(other)).isFalse();
    assertThat(other.includes(one)).isFalse();
    assertThat(one.behind(0, other)).isEqualTo(1);
  }

  @Test
  void versionsOfOtherLogsOrPartitionsAreNotComparable() {
    AnswerVersion one = version(List.of(List.of(7L, 5L)));

    assertThat(one.isComparable(version(List.of(List.of(0L, 0L))))).isTrue();
    assertThat(one.isComparable(version(List.of(List.of(7L, 5L, 0L))))).isFalse();
    assertThat(one.isComparable(version(List.of(List.of(7L), List.of(5L))))).isFalse();
    assertThat(one.isComparable(new AnswerVersion(2, 0, Instant.EPOCH, one.positions()))).isFalse();
  }

  @Test
  void aTokenIsShort() {
    List<Long> topic = IntStream.range(0, 4).mapToObj(_ -> 1_000_000L).toList();

    assertThat(version(List.of(topic, topic, topic, topic)).token()).hasSizeLessThan(120);
  }

  private static AnswerVersion version(List<List<Long>> positions) {
    return new AnswerVersion(1, 0, Instant.EPOCH, positions);
  }

  @Provide
  Arbitrary<AnswerVersion> versions() {
    Arbitrary<Long> position =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 300), Arbitraries.longs().between(0, Long.MAX_VALUE));
    return Combinators.combine(
            Arbitraries.longs(),
            Arbitraries.integers().between(0, Integer.MAX_VALUE),
            Arbitraries.longs().between(0, 253_402_300_799_999L).map(Instant::ofEpochMilli),
            position.list().ofMaxSize(20).list().ofMaxSize(5))
        .as(AnswerVersion::new);
  }

  @Provide
  Arbitrary<AnswerVersion> comparable() {
    Arbitrary<Long> few = Arbitraries.longs().between(0, 2);
    return Combinators.combine(
            Arbitraries.integers().between(0, 1),
            few.map(Instant::ofEpochMilli),
            few.list().ofSize(2).list().ofSize(2))
        .as((serving, at, positions) -> new AnswerVersion(1, serving, at, positions));
  }
}
