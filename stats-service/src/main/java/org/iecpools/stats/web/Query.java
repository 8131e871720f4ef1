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
import org.iecpools.kit.web.Fault;
import org.iecpools.kit.web.Problem;
import org.iecpools.stats.domain.Version;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;

/**
 * Reads the parameters of a request and collects all faults, so that one response lists them all. A
 * reader returns empty on a fault; {@link #check} then rejects the request.
 */
final class Query {

  /** The range of accepted years. */
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

  /** Rejects the request with 400 and all faults, if there are any. */
  void check() {
    if (!faults.isEmpty()) {
      throw new Problem(HttpStatus.BAD_REQUEST, "The request has faults", faults);
    }
  }

  /** Whether {@link #check} would reject the request. */
  boolean isFaulty() {
    return !faults.isEmpty();
  }

  /** Reads a query parameter with one of the readers below; empty if it is missing or invalid. */
  <T> Optional<T> parameter(String name, Function<Named, Optional<T>> reader) {
    String text = parameters.getFirst(name);
    return text == null ? Optional.empty() : reader.apply(new Named(name, text));
  }

  /** Reads a value that is not a query parameter, such as a part of the path, in the same way. */
  <T> Optional<T> part(String name, String text, Function<Named, Optional<T>> reader) {
    return reader.apply(new Named(name, text));
  }

  /** A value of the request, with its name. */
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

  /** Reads an instant with an offset, or a day as its start in America/Toronto. */
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
      // the fault is added below
    }
    fault(
        given.name(),
        "NOT_AN_INSTANT",
        ("'%s' is not an instant from 2000 to 2999: ISO 8601 with an offset, such as"
                + " 2026-02-06T05:00:00Z, or a day, such as 2026-02-06.")
            .formatted(given.text()));
    return Optional.empty();
  }

  /**
   * Whether CSV is requested, by the parameter {@code format} or else by the header {@code Accept}.
   */
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

  /** The quality of exactly this type; wildcards are ignored, so they select JSON. */
  private static double quality(List<MediaType> accept, MediaType type) {
    return accept.stream()
        .filter(a -> a.equalsTypeAndSubtype(type))
        .mapToDouble(MediaType::getQualityValue)
        .max()
        .orElse(0);
  }

  /** Reads a version token from the header of an earlier response. */
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

  /** Reads a wait in milliseconds. */
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
