package org.iecpools.beacon;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * The fields of a signed pulse that decide whether it is the expected one.
 *
 * <p>NIST's service signs the fields of NISTIR 8213 in this order: uri, version, cipherSuite,
 * period, certificateId, chainIndex, pulseIndex, timeStamp, localRandomValue, sourceId, statusCode
 * and value of the external source, the values of five earlier pulses, precommitmentValue,
 * statusCode. Numbers are big-endian; both indices have 8 bytes, the others 4. Text and hashes have
 * their length before them, in 4 bytes. The draft of NISTIR 8213 states 8 bytes for lengths and for
 * the external status, which no published pulse has.
 *
 * @param certificateId SHA-512 of the certificate in DER, 64 bytes in lower-case hexadecimal
 */
record Pulse(
    String version,
    int cipherSuite,
    int periodMillis,
    String certificateId,
    long chainIndex,
    Instant time,
    int status) {

  private static final int HASH_BYTES = 64;
  private static final int MAX_TEXT_BYTES = 1_000;

  /** Those of the pulse before, and of the first ones of its hour, day, month and year. */
  private static final int EARLIER_VALUES = 5;

  /**
   * Reads what a pulse signs.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  static Pulse read(byte[] message) {
    ByteBuffer buffer = ByteBuffer.wrap(message);
    try {
      text(buffer);
      String version = text(buffer);
      int cipherSuite = buffer.getInt();
      int periodMillis = buffer.getInt();
      String certificateId = HexFormat.of().formatHex(hash(buffer));
      long chainIndex = buffer.getLong();
      buffer.getLong();
      Instant time = Instant.parse(text(buffer));
      hash(buffer);
      hash(buffer);
      buffer.getInt();
      hash(buffer);
      for (int i = 0; i < EARLIER_VALUES; i++) {
        hash(buffer);
      }
      hash(buffer);
      int status = buffer.getInt();
      if (buffer.hasRemaining()) {
        throw new IllegalArgumentException("the pulse is too long");
      }
      return new Pulse(version, cipherSuite, periodMillis, certificateId, chainIndex, time, status);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("the pulse is too short", e);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("the pulse has an invalid time", e);
    }
  }

  private static String text(ByteBuffer buffer) {
    int length = buffer.getInt();
    if (length < 0 || length > MAX_TEXT_BYTES) {
      throw new IllegalArgumentException("a text of the pulse is too long");
    }
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] hash(ByteBuffer buffer) {
    if (buffer.getInt() != HASH_BYTES) {
      throw new IllegalArgumentException("a hash of the pulse has another length");
    }
    byte[] bytes = new byte[HASH_BYTES];
    buffer.get(bytes);
    return bytes;
  }
}
