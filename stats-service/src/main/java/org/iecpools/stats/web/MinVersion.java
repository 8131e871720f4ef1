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
 * The version that an answer must at least include, and how long the client waits for it.
 *
 * @param atMost 0 to {@link #LONGEST_WAIT}
 */
record MinVersion(Version version, Duration atMost) {

  /** Request header with the same meaning as {@link #PARAMETER}. */
  static final String HEADER = "Iec-Min-Version";

  /** Query parameter, for links. */
  static final String PARAMETER = "minVersion";

  /** Query parameter: the longest wait in milliseconds. */
  static final String WAIT = "maxWaitMillis";

  /** The query parameters above. */
  static final List<String> PARAMETERS = List.of(PARAMETER, WAIT);

  /** The default, too. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  /** Empty if the request asks for none, or for none that can be read: the query has the fault. */
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

  /** The query string without this: what is asked is the same whichever version is demanded. */
  static @Nullable String without(@Nullable String queryString) {
    if (queryString == null || PARAMETERS.stream().noneMatch(queryString::contains)) {
      return queryString;
    }
    return Arrays.stream(queryString.split("&"))
        .filter(part -> PARAMETERS.stream().noneMatch(name -> part.startsWith(name + "=")))
        .collect(Collectors.joining("&"));
  }

  /** Query parameters of a request, these among them. */
  static List<String> and(String... parameters) {
    return Stream.concat(Arrays.stream(parameters), PARAMETERS.stream()).toList();
  }
}
