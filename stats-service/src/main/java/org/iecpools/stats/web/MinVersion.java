package org.iecpools.stats.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.kit.web.Value;
import org.iecpools.stats.domain.AnswerVersion;

/**
 * The version that an answer must include at least, and the longest wait for it.
 *
 * @param atMost the longest wait, 0 to {@link #LONGEST_WAIT}
 */
record MinVersion(AnswerVersion version, Duration atMost) {

  /** Request header with the same meaning as {@link #PARAMETER}. */
  static final String HEADER = "Iec-Min-Version";

  /** Query parameter with the minimum version, for use in links. */
  static final String PARAMETER = "minVersion";

  /** Query parameter: the longest wait in milliseconds. */
  static final String WAIT = "maxWaitMillis";

  /** All query parameters defined here. */
  static final List<String> PARAMETERS = List.of(PARAMETER, WAIT);

  /** The maximum and the default of {@link #WAIT}. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  /** Reads the minimum version of a request; empty if there is none or it is invalid. */
  static Optional<MinVersion> read(RequestReader in, HttpServletRequest asked, Faults faults) {
    List<String> headers = Collections.list(asked.getHeaders(HEADER));
    Optional<AnswerVersion> parameter = version(in.optional(PARAMETER));
    Optional<Duration> wait =
        in.optional(WAIT).integer(0, (int) LONGEST_WAIT.toMillis()).map(Duration::ofMillis);
    if (headers.size() + (in.has(PARAMETER) ? 1 : 0) > 1) {
      faults.add(
          HEADER,
          FaultCode.GIVEN_TWICE,
          "Send either %s or %s, once.".formatted(HEADER, PARAMETER));
      return Optional.empty();
    }
    return headers.stream()
        .findFirst()
        .map(token -> version(RequestReader.value(HEADER, token, faults)))
        .orElse(parameter)
        .map(version -> new MinVersion(version, wait.orElse(LONGEST_WAIT)));
  }

  private static Optional<AnswerVersion> version(Value value) {
    return value.as(
        FaultCode.BAD_VERSION,
        "the header %s of an earlier response, unchanged".formatted(VersionedAnswers.HEADER),
        AnswerVersion::of);
  }

  /**
   * Removes these parameters from a query string, because the same answer serves every minimum
   * version.
   */
  static String without(String queryString) {
    if (PARAMETERS.stream().noneMatch(queryString::contains)) {
      return queryString;
    }
    return Arrays.stream(queryString.split("&"))
        .filter(part -> PARAMETERS.stream().noneMatch(name -> part.startsWith(name + "=")))
        .collect(Collectors.joining("&"));
  }
}
