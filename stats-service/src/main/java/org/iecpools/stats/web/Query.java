package org.iecpools.stats.web;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.iecpools.domain.Reference;
import org.iecpools.domain.Weeks;
import org.iecpools.events.Category;
import org.iecpools.kit.Fault;
import org.iecpools.kit.Problem;
import org.iecpools.stats.domain.Version;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;

/**
 * Reads what a request asks for and remembers every fault, so that one answer tells them all. A
 * reader that met a fault returns empty; {@link #check} ends the request then.
 */
final class Query {

  /** Years that Toronto's calendar and instants agree on without surprises. */
  private static final int FIRST_YEAR = 2000;

  private static final int LAST_YEAR = 2999;

  private final MultiValueMap<String, String> parameters;
  private final List<Fault> faults = new ArrayList<>();

  Query(MultiValueMap<String, String> parameters, List<String> known) {
    this.parameters = parameters;
    parameters.forEach(
        (name, values) -> {
          if (!known.contains(name)) {
            fault(
                name,
                "UNKNOWN_PARAMETER",
                "There is no parameter '%s'; there are: %s."
                    .formatted(name, String.join(", ", known)));
          } else if (values.size() > 1) {
            fault(name, "GIVEN_TWICE", "%s may be given once.".formatted(name));
          }
        });
  }

  /** Answers with a problem when anything was wrong. */
  void check() {
    if (!faults.isEmpty()) {
      throw new Problem(HttpStatus.BAD_REQUEST, "The request has faults", faults);
    }
  }

  /** Whether {@link #check} would refuse the request. */
  boolean isFaulty() {
    return !faults.isEmpty();
  }

  /** A parameter read by one of the readers below; empty when it is not there or wrong. */
  <T> Optional<T> parameter(String name, Function<Named, Optional<T>> reader) {
    String text = parameters.getFirst(name);
    return text == null ? Optional.empty() : reader.apply(new Named(name, text));
  }

  /** A part of the path, read likewise. */
  <T> Optional<T> part(String name, String text, Function<Named, Optional<T>> reader) {
    return reader.apply(new Named(name, text));
  }

  /** A text that came in, and the name under which it did. */
  record Named(String name, String text) {}

  Optional<Integer> season(Named given) {
    if (given.text().matches("2\\d{3}")) {
      return Optional.of(Integer.valueOf(given.text()));
    }
    fault(
        given.name(),
        "NOT_A_SEASON",
        "'%s' is not a season: a year from 2000 to 2999, such as 2026.".formatted(given.text()));
    return Optional.empty();
  }

  Optional<String> country(Named given) {
    String code = given.text().toUpperCase(Locale.ROOT);
    if (Reference.shipped().isCountry(code)) {
      return Optional.of(code);
    }
    fault(
        given.name(),
        "NOT_A_COUNTRY",
        "'%s' is not a country: an ISO 3166-1 alpha-2 code, such as IE.".formatted(given.text()));
    return Optional.empty();
  }

  Optional<Category> category(Named given) {
    List<Category> known =
        Arrays.stream(Category.values()).filter(c -> c != Category.UNKNOWN).toList();
    Optional<Category> category =
        known.stream().filter(c -> c.name().equalsIgnoreCase(given.text())).findFirst();
    if (category.isEmpty()) {
      fault(
          given.name(),
          "NOT_A_CATEGORY",
          "'%s' is not a category: one of %s."
              .formatted(
                  given.text(),
                  known.stream().map(Category::name).collect(Collectors.joining(", "))));
    }
    return category;
  }

  Optional<String> stream(Named given) {
    String stream = given.text().toUpperCase(Locale.ROOT);
    if (stream.matches("[A-Z][A-Z0-9_]*")) {
      return Optional.of(stream);
    }
    fault(
        given.name(),
        "NOT_A_STREAM",
        "'%s' is not a stream: letters, digits and underscores, such as VIE."
            .formatted(given.text()));
    return Optional.empty();
  }

  /** An instant with its offset, or a day: its beginning in America/Toronto. */
  Optional<Instant> instant(Named given) {
    String text = given.text().strip();
    try {
      Instant instant =
          text.contains("T")
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDate.parse(text).atStartOfDay(Weeks.ZONE).toInstant();
      int year = Weeks.day(instant).getYear();
      if (year >= FIRST_YEAR && year <= LAST_YEAR) {
        return Optional.of(instant);
      }
    } catch (DateTimeException e) {
      // told below
    }
    fault(
        given.name(),
        "NOT_AN_INSTANT",
        ("'%s' is not an instant from 2000 to 2999: ISO 8601 with an offset, such as"
                + " 2026-02-06T05:00:00Z, or a day, such as 2026-02-06.")
            .formatted(given.text()));
    return Optional.empty();
  }

  /** Whether CSV is asked for, by the parameter {@code format} or else by {@code Accept}. */
  boolean csv(List<MediaType> accept) {
    return parameter("format", this::format).orElseGet(() -> prefersCsv(accept));
  }

  private Optional<Boolean> format(Named given) {
    switch (given.text()) {
      case "csv":
        return Optional.of(true);
      case "json":
        return Optional.of(false);
      default:
        fault(
            given.name(),
            "NOT_A_FORMAT",
            "'%s' is not a format: json or csv.".formatted(given.text()));
        return Optional.empty();
    }
  }

  private static boolean prefersCsv(List<MediaType> accept) {
    double csv = quality(accept, Table.CSV);
    return csv > 0 && csv > quality(accept, MediaType.APPLICATION_JSON);
  }

  /** As given for the type itself; wildcards ask for JSON. */
  private static double quality(List<MediaType> accept, MediaType type) {
    return accept.stream()
        .filter(a -> a.equalsTypeAndSubtype(type))
        .mapToDouble(MediaType::getQualityValue)
        .max()
        .orElse(0);
  }

  /** A version, as an answer's header stated it. */
  Optional<Version> version(Named given) {
    Optional<Version> version = Version.of(given.text());
    if (version.isEmpty()) {
      fault(
          given.name(),
          "NOT_A_VERSION",
          "%s is not a version: send the header %s of an earlier answer unchanged."
              .formatted(given.name(), VersionedAnswers.HEADER));
    }
    return version;
  }

  /** A wait in milliseconds. */
  Optional<Duration> wait(Named given) {
    if (given.text().matches("\\d{1,4}")) {
      Duration wait = Duration.ofMillis(Integer.parseInt(given.text()));
      if (wait.compareTo(MinVersion.LONGEST_WAIT) <= 0) {
        return Optional.of(wait);
      }
    }
    fault(
        given.name(),
        "NOT_A_WAIT",
        "%s must be a number of milliseconds from 0 to %d."
            .formatted(given.name(), MinVersion.LONGEST_WAIT.toMillis()));
    return Optional.empty();
  }

  void fault(String name, String code, String detail) {
    faults.add(new Fault(name, code, detail));
  }
}
