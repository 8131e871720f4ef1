package org.iecpools.kit.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.Principal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Who ordered a change over HTTP, and why: headers of the record that makes the change, so that
 * neither exists without the other (ADR 55). Anyone who may write to the topic can write them.
 *
 * @param operator subject of the verified token; empty if it has none, or if the record was not
 *     ordered over HTTP
 * @param reason in the operator's words
 */
public record Attribution(Optional<String> operator, Optional<String> reason) {

  /** Of records that nobody ordered over HTTP. */
  public static final Attribution NONE = new Attribution(Optional.empty(), Optional.empty());

  /** Maximum number of characters of a reason that a request may contain. */
  public static final int MAX_REASON = 500;

  /** Maximum number of characters that are kept of a subject. */
  private static final int MAX_OPERATOR = 200;

  private static final String OPERATOR = "iec-operator";
  private static final String REASON = "iec-reason";

  /** The headers with their meaning. */
  public static final Map<String, String> HEADERS = meanings();

  private static Map<String, String> meanings() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(
        OPERATOR,
        "Subject of the token with which the change was ordered over HTTP; absent otherwise.");
    headers.put(REASON, "Why it was ordered; absent if the request did not state a reason.");
    return Collections.unmodifiableMap(headers);
  }

  /**
   * The attribution of a request.
   *
   * @param caller null if the request has no token
   */
  public static Attribution of(@Nullable Principal caller, Optional<String> reason) {
    return new Attribution(Optional.ofNullable(caller).map(Principal::getName), reason);
  }

  /** The attribution of a record; everything that could disturb a terminal or log is escaped. */
  public static Attribution of(Headers headers) {
    return new Attribution(
        text(headers, OPERATOR, MAX_OPERATOR), text(headers, REASON, MAX_REASON));
  }

  private static Optional<String> text(Headers headers, String name, int limit) {
    Header header = headers.lastHeader(name);
    return Optional.ofNullable(header)
        .map(Header::value)
        .map(value -> Printable.of(new String(value, UTF_8), limit));
  }

  /** Adds the headers to a record. */
  void writeTo(Headers headers) {
    operator.ifPresent(it -> headers.add(OPERATOR, cut(it, MAX_OPERATOR).getBytes(UTF_8)));
    reason.ifPresent(it -> headers.add(REASON, cut(it, MAX_REASON).getBytes(UTF_8)));
  }

  private static String cut(String text, int limit) {
    return text.length() <= limit ? text : text.substring(0, limit);
  }
}
