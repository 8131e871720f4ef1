package org.iecpools.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class IdentityDigestsTest {

  @Property(tries = 100)
  void aDigestIsReadAsItWasWritten(@ForAll @Size(IdentityDigests.BYTES) byte[] bytes) {
    ByteBuffer digest = ByteBuffer.wrap(bytes);

    String text = IdentityDigests.text(digest);

    assertThat(IdentityDigests.parse(text)).contains(digest);
    assertThat(IdentityDigests.parse(text.toUpperCase(java.util.Locale.ROOT))).contains(digest);
    assertThat(digest.remaining()).isEqualTo(IdentityDigests.BYTES);
  }

  @Test
  void anotherTextIsNoDigest() {
    assertThat(IdentityDigests.parse("")).isEmpty();
    assertThat(IdentityDigests.parse("ab".repeat(31))).isEmpty();
    assertThat(IdentityDigests.parse("ab".repeat(33))).isEmpty();
    assertThat(IdentityDigests.parse("zz".repeat(32))).isEmpty();
  }

  @Test
  void onlyTheLengthOfADigestCanBeWrong() {
    assertThat(IdentityDigests.fault(ByteBuffer.allocate(32))).isEmpty();
    assertThat(IdentityDigests.fault(ByteBuffer.allocate(0)))
        .contains("identityDigest is of 0 bytes; it must be of 32, an HMAC-SHA-256");
    assertThat(IdentityDigests.fault(ByteBuffer.allocate(64)))
        .contains("identityDigest is of 64 bytes; it must be of 32, an HMAC-SHA-256");
  }
}
