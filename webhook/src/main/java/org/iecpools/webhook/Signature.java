package org.iecpools.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signatures of the Standard Webhooks specification, version 1. */
final class Signature {

  static final String PREFIX_OF_SECRETS = "whsec_";

  private static final String ALGORITHM = "HmacSHA256";

  private Signature() {}

  /**
   * The value of {@code webhook-signature}.
   *
   * @param secret as bytes
   * @param id of the message
   * @param timestamp of the attempt, seconds since 1970
   */
  static String of(byte[] secret, String id, long timestamp, byte[] body) {
    byte[] start = "%s.%d.".formatted(id, timestamp).getBytes(UTF_8);
    return "v1," + Base64.getEncoder().encodeToString(hmac(secret, start, body));
  }

  static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA-256", e);
    }
  }
}
