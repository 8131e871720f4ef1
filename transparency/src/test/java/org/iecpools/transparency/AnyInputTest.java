package org.iecpools.transparency;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** No input makes a parser fail in another way than {@link Malformed}, or gets a cosignature. */
class AnyInputTest {

  private static final SmallLog LOG = new SmallLog(40);
  private static final SmallLog FORK = LOG.fork(3);
  private static final Instant NOW = Instant.parse("2026-11-29T20:00:00Z");
  private static final Witness WITNESS = witness();

  private static Witness witness() {
    try {
      Path directory = Files.createTempDirectory("witness-");
      Witness witness =
          Witness.open(directory, Optional.of("w"), List.of(LOG.witnessed()), () -> NOW, _ -> {});
      assertThat(witness.addCheckpoint(LOG.request(0, 5)).status()).isEqualTo(200);
      return witness;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Provide
  Arbitrary<byte[]> valid() {
    return Arbitraries.of(
        LOG.request(5, 8),
        LOG.request(5, 40),
        FORK.request(5, 8),
        LOG.note(8).bytes(),
        Recorded.text("arche2025h1-1432088532.txt").getBytes(StandardCharsets.UTF_8));
  }

  /** Something valid, with bytes that were replaced, removed, inserted, repeated. */
  @Provide
  Arbitrary<byte[]> changed() {
    return Combinators.combine(
            valid(),
            Arbitraries.integers().between(0, 999),
            Arbitraries.integers().between(0, 70),
            Arbitraries.oneOf(
                Arbitraries.bytes().array(byte[].class).ofMaxSize(8),
                Arbitraries.of(
                        "\n", "\n\n", " ", "+", "\u2014 ", "old 0\n", "=", "\u0000", "0", "-1")
                    .map(text -> text.getBytes(StandardCharsets.UTF_8))))
        .as(
            (bytes, position, removed, inserted) -> {
              int from = position * bytes.length / 1000;
              int to = Math.min(bytes.length, from + removed);
              byte[] result = new byte[from + inserted.length + bytes.length - to];
              System.arraycopy(bytes, 0, result, 0, from);
              System.arraycopy(inserted, 0, result, from, inserted.length);
              System.arraycopy(bytes, to, result, from + inserted.length, bytes.length - to);
              return result;
            });
  }

  @Property(tries = 3000)
  void aChangedNoteIsReadExactlyOrRefused(@ForAll("changed") byte[] bytes) {
    assertExactOrRefused(bytes);
  }

  @Property(tries = 1000)
  void anyBytesAreReadExactlyOrRefused(@ForAll byte[] bytes) {
    assertExactOrRefused(bytes);
  }

  private static void assertExactOrRefused(byte[] bytes) {
    try {
      SignedNote note = SignedNote.parse(bytes);
      assertThat(note.bytes()).isEqualTo(bytes);
      Checkpoint checkpoint = Checkpoint.parse(note.text());
      assertThat(checkpoint.text()).isEqualTo(note.text());
    } catch (Malformed malformed) {
      assertThat(malformed.getMessage()).isNotBlank();
    }
  }

  @Property(tries = 1000)
  void anyTextIsAKeyOrRefused(@ForAll String text) {
    try {
      assertThat(NoteKey.parse(text).vkey()).isEqualTo(text);
    } catch (Malformed malformed) {
      assertThat(malformed.getMessage()).isNotBlank();
    }
  }

  @Property(tries = 1000)
  void anyTextIsAPolicyOrRefused(@ForAll byte[] bytes) {
    try {
      assertThat(WitnessPolicy.parse(bytes).logs()).isEmpty();
    } catch (Malformed malformed) {
      assertThat(malformed.getMessage()).isNotBlank();
    }
  }

  @Property(tries = 1000)
  void anyBytesAreABundleOrRefused(@ForAll byte[] bytes) {
    try {
      assertThat(EntryBundle.encode(EntryBundle.decode(bytes))).isEqualTo(bytes);
    } catch (Malformed malformed) {
      assertThat(malformed.getMessage()).isNotBlank();
    }
  }

  /** Nothing is signed but what the log has signed and proved, whatever else changes. */
  @Property(tries = 3000)
  void aChangedRequestGetsNoCosignatureForAnotherView(@ForAll("changed") byte[] body) {
    boolean isProved =
        List.of(LOG.request(5, 8), LOG.request(5, 40)).stream()
            .anyMatch(known -> Arrays.equals(known, body));
    if (isProved) {
      return;
    }
    WitnessAnswer answer = WITNESS.addCheckpoint(body);

    assertThat(answer.status()).isIn(400, 403, 404, 409, 422);
    assertThat(answer.body()).doesNotContain("\u2014");
  }
}
