package org.iecpools.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.iecpools.transparency.SignedNote.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoteKeyTest {

  @TempDir private Path directory;

  @Test
  void keysOfPublicLogsAndWitnessesAreReadAndWritten() {
    assertThat(Recorded.SUMDB_KEY.vkey())
        .isEqualTo("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8");
    assertThat(Recorded.SUMDB_KEY.type()).isEqualTo(KeyType.ED25519);
    assertThat(Recorded.GARDEN.vkey())
        .isEqualTo(
            "transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM");
    assertThat(Recorded.GARDEN.type()).isEqualTo(KeyType.COSIGNATURE_V1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sum.golang.org",
        "sum.golang.org+033de0ae",
        "sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "sum.golang.org+033DE0AE+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "sum.golang.org+33de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "sum.golang.com+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn9",
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuA==",
        "sum.golang.org+033de0ae+",
        "+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "sum golang+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        // The wrong type for the id, as was published once.
        "witness.stagemole.eu+ac5cc086+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
      })
  void aVerifierKeyThatIsNotExactlyInTheFormatIsRefused(String vkey) {
    assertThatThrownBy(() -> NoteKey.parse(vkey)).isInstanceOf(Malformed.class);
  }

  @Test
  void aKeyOfAnotherTypeIsRefusedWithItsType() {
    // ML-DSA-44, which has larger keys
    assertThatThrownBy(() -> NoteKey.parse("a+00000000+BgAAAAAA"))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("0x06");
  }

  @Test
  void aKeyThatIsNotAPointOfTheCurveIsRefused() {
    String twoAsY = "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    assertThatThrownBy(() -> new NoteKey("a", KeyType.ED25519, twoAsY))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("point");
  }

  @Test
  void aGeneratedKeySignsTheSameAfterItIsWrittenAndRead() throws IOException {
    Path file = directory.resolve("secrets/key");
    SigningKey key = SigningKey.generate("example.com/log", KeyType.ED25519);
    key.write(file);

    SigningKey read = SigningKey.read(file);

    assertThat(read.verifier()).isEqualTo(key.verifier());
    assertThat(NoteKey.parse(key.verifier().vkey())).isEqualTo(key.verifier());
    assertThat(read.sign("text\n")).isEqualTo(key.sign("text\n"));
    assertThat(new SignedNote("text\n", List.of(read.sign("text\n"))).status(key.verifier()))
        .isEqualTo(Status.VALID);
  }

  @Test
  void aCosignatureStatesItsTimeAndIsNoSignatureOfTheText() {
    SigningKey witness = SigningKey.generate("example.com/w", KeyType.COSIGNATURE_V1);
    Instant time = Instant.parse("2026-11-29T20:00:00.9Z");
    NoteSignature cosignature = witness.cosign("text\n", time);

    assertThat(witness.verifier().verifies("text\n", cosignature)).isTrue();
    assertThat(witness.verifier().verifies("text2\n", cosignature)).isFalse();
    assertThat(witness.verifier().timeOf(cosignature))
        .isEqualTo(Instant.parse("2026-11-29T20:00:00Z"));
    assertThatThrownBy(() -> witness.sign("text\n")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> witness.cosign("text\n", Instant.EPOCH))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyThisUserCanReadAKey() throws IOException {
    Path file = directory.resolve("secrets/key");
    SigningKey.generate("example.com/log", KeyType.ED25519).write(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> SigningKey.read(file))
        .isInstanceOf(TransparencyFailed.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void aFileThatIsNotAKeyIsRefused() throws IOException {
    Path file = directory.resolve("key");
    SigningKey key = SigningKey.generate("example.com/log", KeyType.ED25519);
    SigningKey other = SigningKey.generate("example.com/log", KeyType.ED25519);
    key.write(file);
    String first = Files.readAllLines(file).getFirst();
    String second = Files.readAllLines(file).getLast();
    String seed = first.substring(first.lastIndexOf('+') + 1);
    for (String content :
        List.of(
            "",
            first + "\n",
            second + "\n" + first + "\n",
            first + "\n" + other.verifier().vkey() + "\n",
            first.replace(seed, "AQ==") + "\n" + second + "\n",
            first.replace(seed, "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
                + "\n"
                + second
                + "\n")) {
      Files.writeString(file, content);
      assertThatThrownBy(() -> SigningKey.read(file))
          .as(content)
          .isInstanceOf(TransparencyFailed.class)
          .hasMessageNotContaining(seed);
    }
  }
}
