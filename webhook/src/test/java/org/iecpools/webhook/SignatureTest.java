package org.iecpools.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignatureTest {

  @TempDir private Path directory;

  @Test
  void aMessageIsSignedAsTheStandardDoes() {
    // The example of the specification and its libraries, computed again with another language.
    byte[] secret = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    String signature =
        Signature.of(
            secret,
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            "{\"test\": 2432232314}".getBytes(UTF_8));

    assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void theKeyIsCreatedOnceForTheOwnerAlone() throws IOException {
    Path file = directory.resolve("secrets").resolve("webhooks.key");
    UUID webhook = UUID.randomUUID();

    String secret = InstallationKey.in(file).secret(webhook);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(file.getParent()).isDirectoryContaining(path -> path.equals(file));
    assertThat(Files.list(file.getParent())).hasSize(1);
    assertThat(InstallationKey.in(file).secret(webhook)).isEqualTo(secret);
    assertThat(InstallationKey.in(file).id()).hasSize(16);
  }

  @Test
  void secretsDifferByWebhookAndByKey() {
    InstallationKey one = InstallationKey.in(directory.resolve("one"));
    InstallationKey other = InstallationKey.in(directory.resolve("other"));
    UUID webhook = UUID.randomUUID();

    assertThat(one.secret(webhook))
        .startsWith("whsec_")
        .isNotEqualTo(one.secret(UUID.randomUUID()))
        .isNotEqualTo(other.secret(webhook));
    assertThat(Base64.getDecoder().decode(one.secret(webhook).substring(6))).hasSize(32);
    assertThat(one.id()).isNotEqualTo(other.id());
  }

  @Test
  void aFileThatIsNotAKeyIsRefusedAndKept() throws IOException {
    Path file = Files.writeString(directory.resolve("key"), "c2hvcnQ=\n");

    assertThatThrownBy(() -> InstallationKey.in(file))
        .isInstanceOf(WebhooksFailed.class)
        .hasMessageContaining("5 bytes instead of 32");
    assertThat(file).hasContent("c2hvcnQ=");
  }
}
