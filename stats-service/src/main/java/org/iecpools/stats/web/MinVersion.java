package org.iecpools.stats.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iecpools.stats.domain.Version;
import org.jspecify.annotations.Nullable;

/**
 * The version that an answer must include at least, and the longest wait for it.
 *
 * @param atMost the longest wait, 0 to {@link #LONGEST_WAIT}
 */
record MinVersion(Version version, Duration atMost) {

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

  /**
   * Reads the minimum version of a request; empty if there is none or it is invalid. Faults are
   * added to the query.
   */
  static Optional<MinVersion> of(Query query, HttpServletRequest asked) {
    List<String> headers = Collections.list(asked.getHeaders(HEADER));
    Optional<Version> parameter = query.parameter(PARAMETER, query::version);
    Optional<Duration> wait = query.parameter(WAIT, query::wait);
    if (headers.size() + (asked.getParameter(PARAMETER) == null ? 0 : 1) > 1) {
      query.fault(
          HEADER, "GIVEN_TWICE", "Send either %s or %s, once.".formatted(HEADER, PARAMETER));
      return Optional.empty();
    }
    return headers.stream()
        .findFirst()
        .map(token -> query.part(HEADER, token, query::version))
        .orElse(parameter)
        .map(version -> new MinVersion(version, wait.orElse(LONGEST_WAIT)));
  }

  /**
   * Removes these parameters from a query string, because the same answer serves every minimum
   * version.
   */
  static @Nullable String without(@Nullable String queryString) {
    if (queryString == null || PARAMETERS.stream().noneMatch(queryString::contains)) {
      return queryString;
    }
    return Arrays.stream(queryString.split("&"))
        .filter(part -> PARAMETERS.stream().noneMatch(name -> part.startsWith(name + "=")))
        .collect(Collectors.joining("&"));
  }

  /** Adds these query parameters to those of an operation. */
  static List<String> and(String... parameters) {
    return Stream.concat(Arrays.stream(parameters), PARAMETERS.stream()).toList();
  }
}
