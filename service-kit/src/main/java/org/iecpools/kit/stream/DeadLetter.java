package org.iecpools.kit.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record that was refused, with headers that contain the reason and its original position.
 *
 * <p>Key, value and headers are as received up to fixed limits, so that a letter always fits into
 * an uncompressed request to the broker (1 MB). Only the beginning is kept of a value that is
 * longer than its topic allows ({@link Trim}). For truncated parts the headers contain the full
 * length and the SHA-256; the whole record is still at its position.
 *
 * @param place {@code topic/partition/offset}
 * @param value as received, at most the first {@value #MAX_VALUE} bytes; may be null
 * @param headers as received, and {@code iec-dead-letter-*}
 */
public record DeadLetter(String place, byte @Nullable [] value, Headers headers) {

  /**
   * Prefix of all headers that a dead letter adds; received headers with this prefix are dropped.
   */
  static final String PREFIX = "iec-dead-letter-";

  /** All reasons for the refusal, separated by {@code "; "}. */
  static final String REASON = PREFIX + "reason";

  /** The service that refused it. */
  static final String SERVICE = PREFIX + "service";

  /** Original position of the record, {@code topic/partition/offset}. */
  static final String PLACE = PREFIX + "place";

  /** Original key in bytes, at most the first {@value #MAX_KEY}; absent if the record had none. */
  static final String KEY = PREFIX + "key";

  /** Length of the whole value in bytes, decimal; present only if the value was truncated. */
  static final String VALUE_LENGTH = PREFIX + "value-length";

  /** SHA-256 of the whole value, in hexadecimal; present only if the value was truncated. */
  static final String VALUE_SHA256 = PREFIX + "value-sha256";

  /** Length of the whole key in bytes, decimal; present only if the key was truncated. */
  static final String KEY_LENGTH = PREFIX + "key-length";

  /** SHA-256 of the whole key, in hexadecimal; present only if the key was truncated. */
  static final String KEY_SHA256 = PREFIX + "key-sha256";

  /** Original number of headers, decimal; present only if some were left out. */
  static final String HEADERS_COUNT = PREFIX + "headers-count";

  /**
   * Length of all original header names and values in bytes, decimal; present only if some were
   * left out.
   */
  static final String HEADERS_LENGTH = PREFIX + "headers-length";

  /**
   * SHA-256 over all original headers, in hexadecimal: name and value of each header in order, each
   * preceded by its length in four bytes (-1 for a null value). Present only if some headers were
   * left out.
   */
  static final String HEADERS_SHA256 = PREFIX + "headers-sha256";

  /** The headers that a dead letter adds, with their meaning. */
  public static final Map<String, String> HEADERS = meanings();

  /** Maximum length of the value, in bytes. */
  static final int MAX_VALUE = 512 * 1024;

  /** Maximum length of the key, in bytes. */
  static final int MAX_KEY = 4 * 1024;

  /**
   * Maximum number of received headers that are kept; each takes about 100 bytes of heap in
   * addition to its content.
   */
  static final int MAX_HEADERS = 32;

  /**
   * Maximum length of the names and values of received headers together, in bytes; headers that do
   * not fit are left out whole.
   */
  static final int MAX_HEADER_BYTES = 8 * 1024;

  /** Maximum length of the reason in characters; when escaped, each takes up to six bytes. */
  static final int MAX_REASON = 8 * 1024;

  private static Map<String, String> meanings() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(REASON, "All reasons for the refusal, separated by '; '.");
    headers.put(SERVICE, "The service that refused it.");
    headers.put(PLACE, "Its original position, topic/partition/offset.");
    headers.put(KEY, "Its original key; absent if it had none.");
    headers.put(VALUE_LENGTH, "Length of the whole value in bytes; present if it was truncated.");
    headers.put(VALUE_SHA256, "SHA-256 of the whole value; present if it was truncated.");
    headers.put(KEY_LENGTH, "Length of the whole key in bytes; present if it was truncated.");
    headers.put(KEY_SHA256, "SHA-256 of the whole key; present if it was truncated.");
    headers.put(HEADERS_COUNT, "Original number of headers; present if some were left out.");
    headers.put(HEADERS_LENGTH, "Length of all headers in bytes; present if some were left out.");
    headers.put(HEADERS_SHA256, "SHA-256 of all headers; present if some were left out.");
    return Collections.unmodifiableMap(headers);
  }

  static DeadLetter of(
      String service,
      String place,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      List<String> why) {
    Headers all = new RecordHeaders();
    Trim.made(headers).ifPresent(trim -> trim.facts().forEach(all::add));
    keepWhatFits(headers, all, all);
    add(all, REASON, Printable.of(String.join("; ", why), MAX_REASON));
    add(all, SERVICE, service);
    add(all, PLACE, place);
    if (key != null) {
      all.add(KEY, cutKey(key, all));
    }
    byte @Nullable [] kept = value == null ? null : cutValue(value, MAX_VALUE, all);
    return new DeadLetter(place, kept, all);
  }

  /** The beginning of a key; if it was cut, {@code facts} gets the headers that describe it. */
  static byte[] cutKey(byte[] key, Headers facts) {
    return cut(key, MAX_KEY, KEY_LENGTH, KEY_SHA256, facts);
  }

  /** The beginning of a value; if it was cut, {@code facts} gets the headers that describe it. */
  static byte[] cutValue(byte[] value, int limit, Headers facts) {
    return cut(value, limit, VALUE_LENGTH, VALUE_SHA256, facts);
  }

  private static byte[] cut(byte[] whole, int limit, String length, String digest, Headers to) {
    if (whole.length <= limit) {
      return whole;
    }
    add(to, length, Integer.toString(whole.length));
    add(to, digest, HexFormat.of().formatHex(sha256().digest(whole)));
    return Arrays.copyOf(whole, limit);
  }

  /** Whether all received headers are certainly within the limits; cheap. */
  static boolean surelyFits(Headers received) {
    int count = 0;
    long bytes = 0;
    for (Header header : received) {
      count++;
      // A character has at most three bytes, and a surrogate pair four.
      bytes += 3L * header.key().length() + (header.value() == null ? 0 : header.value().length);
    }
    return count <= MAX_HEADERS && bytes <= MAX_HEADER_BYTES;
  }

  /**
   * Copies received headers up to the limits.
   *
   * @param facts gets the headers that describe what was left out, if something was
   */
  static void keepWhatFits(Headers received, Headers to, Headers facts) {
    MessageDigest digest = sha256();
    int count = 0;
    int kept = 0;
    long length = 0;
    long bytes = 0;
    boolean isWhole = true;
    for (Header header : received) {
      if (header instanceof Trim) {
        continue; // not received
      }
      byte[] name = header.key().getBytes(UTF_8);
      byte[] value = header.value();
      digest.update(length(name.length));
      digest.update(name);
      digest.update(length(value == null ? -1 : value.length));
      if (value != null) {
        digest.update(value);
      }
      int size = name.length + (value == null ? 0 : value.length);
      count++;
      length += size;
      if (header.key().startsWith(PREFIX)) {
        continue; // the record was a dead letter before, or the header is forged
      }
      if (kept < MAX_HEADERS && bytes + size <= MAX_HEADER_BYTES) {
        to.add(header);
        kept++;
        bytes += size;
      } else {
        isWhole = false;
      }
    }
    if (!isWhole) {
      add(facts, HEADERS_COUNT, Integer.toString(count));
      add(facts, HEADERS_LENGTH, Long.toString(length));
      add(facts, HEADERS_SHA256, HexFormat.of().formatHex(digest.digest()));
    }
  }

  private static byte[] length(int length) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
  }

  private static void add(Headers to, String name, String text) {
    to.add(name, text.getBytes(UTF_8));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
