package org.iecpools.kit.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {

  private static final String ONE = "01".repeat(32);
  private static final String TWO = "02".repeat(32);

  @TempDir Path directory;

  private Path file(String text, String mode) throws IOException {
    Path file = Files.writeString(directory.resolve("keys"), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file;
  }

  @Test
  void aMissingFileIsCreatedWithOneKeyThatOnlyItsOwnerCanRead() throws IOException {
    KeyFile file = new KeyFile(directory.resolve("secrets/seed-keys"));

    assertThat(file.createIfMissing()).isTrue();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path().getParent())))
        .isEqualTo("rwx------");
    assertThat(file.load()).hasSize(1);
    try (var left = Files.list(file.path().getParent())) {
      assertThat(left).as("no draft is left").containsExactly(file.path());
    }
  }

  @Test
  void instancesThatStartTogetherEndUpWithOneKey() {
    KeyFile file = new KeyFile(directory.resolve("secrets/seed-keys"));

    List<Boolean> created =
        IntStream.range(0, 32).parallel().mapToObj(_ -> file.createIfMissing()).toList();

    assertThat(created).containsOnlyOnce(true);
    assertThat(file.load()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw-rw-rw-", "rw--w----", "rwx--x---"})
  void aFileThatOthersCanReadOrWriteIsRefused(String mode) throws IOException {
    KeyFile file = new KeyFile(file(ONE, mode));

    assertThatThrownBy(file::load)
        .isInstanceOf(UnusableKeys.class)
        .hasMessageContainingAll(file.path().toString(), mode, "chmod 600");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# only a comment\n",
        "abcd",
        "zz01010101010101010101010101010101010101010101010101010101010101",
        "0101010101010101010101010101010101010101010101010101010101010101,"
            + "0101010101010101010101010101010101010101010101010101010101010101"
      })
  void keysThatCannotBeReadAreRefusedWithoutBeingQuoted(String text) {
    KeyVariable variable = new KeyVariable("IEC_TEST_KEYS", text);

    assertThatThrownBy(variable::load)
        .isInstanceOf(UnusableKeys.class)
        .hasMessageContaining("IEC_TEST_KEYS")
        .hasNoCause()
        .message()
        .doesNotContain("0101", "abcd", "zz");
  }

  @Test
  void theFirstKeyIsTheNewestAndAllAreKnown() throws IOException {
    KeyRing ring =
        new KeyRing(new KeyFile(file("# rotated\n" + TWO + "\n" + ONE + "\n", "rw-------")));

    assertThat(ring.ids()).hasSize(2);
    assertThat(ring.newest().id()).isEqualTo(ring.ids().getFirst());
    assertThat(ring.find(ring.ids().getLast())).map(SecretKey::id).hasValue(ring.ids().getLast());
  }

  @Test
  void aKeyThatWasAddedAfterTheStartIsFound() throws IOException {
    String two = new KeyRing(new KeyVariable("TEST", TWO)).newest().id();
    KeyRing ring = new KeyRing(new KeyFile(file(ONE, "rw-------")));
    assertThat(ring.find(two)).isEmpty();

    file(TWO + "\n" + ONE, "rw-------");

    assertThat(ring.find(two)).map(SecretKey::id).hasValue(two);
  }

  @Test
  void keysStayUsableWhileTheFileIsUnreadable() throws IOException {
    KeyRing ring = new KeyRing(new KeyFile(file(ONE, "rw-------")));

    file(ONE, "rw-r--r--");

    assertThat(ring.find("0000000000000000")).isEmpty();
    assertThat(ring.find(ring.newest().id())).isPresent();
  }

  /** Runs the procedure of docs/draw.md literally. */
  @Test
  void theDocumentedRotationPutsANewKeyFirst() throws Exception {
    Path file = file(ONE + "\n", "rw-------");
    String before = new KeyRing(new KeyFile(file)).newest().id();
    String command =
        Files.readString(Path.of("../docs/draw.md"))
            .lines()
            .filter(line -> line.startsWith("umask 077; ") && line.contains("seed-keys"))
            .findFirst()
            .orElseThrow()
            .replace("seed-keys", "keys");

    Process shell =
        new ProcessBuilder("sh", "-c", command).directory(directory.toFile()).inheritIO().start();

    assertThat(shell.waitFor()).isZero();
    KeyRing rotated = new KeyRing(new KeyFile(file));
    assertThat(rotated.ids()).hasSize(2).last().isEqualTo(before);
    assertThat(rotated.newest().id()).isNotEqualTo(before);
  }

  @Test
  void nothingPrintsAKey() throws IOException {
    KeyVariable variable = new KeyVariable("TEST", ONE);

    assertThat(variable.toString() + variable.load() + new KeyFile(file(ONE, "rw-------")))
        .doesNotContain("0101");
  }
}
