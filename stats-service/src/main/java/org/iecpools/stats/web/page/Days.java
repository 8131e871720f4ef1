package org.iecpools.stats.web.page;

import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.iecpools.stats.domain.View;

/**
 * The days for which a page shows numbers. A day that cannot be used is ignored, so that a mistyped
 * link still shows the page.
 *
 * @param asOf last day that is included; empty for the live numbers
 * @param knownAt last day of publications; empty for the numbers as they are known now
 */
public record Days(Optional<LocalDate> asOf, Optional<LocalDate> knownAt) {

  /** The numbers as they are now. */
  static final Days LIVE = new Days(Optional.empty(), Optional.empty());

  private static final int FIRST_YEAR = 2000;

  /**
   * Reads the parameters {@code asOf} and {@code knownAt} of a request.
   *
   * @param today the current day in Toronto; later days are ignored
   * @param faults receives the keys of the texts about days that were ignored
   */
  static Days of(HttpServletRequest request, LocalDate today, List<String> faults) {
    return new Days(day(request, "asOf", today, faults), day(request, "knownAt", today, faults));
  }

  private static Optional<LocalDate> day(
      HttpServletRequest request, String parameter, LocalDate today, List<String> faults) {
    String text = Objects.requireNonNullElse(request.getParameter(parameter), "");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      LocalDate day = LocalDate.parse(text);
      if (day.isAfter(today)) {
        faults.add("fault.future");
        return Optional.empty();
      }
      if (day.getYear() < FIRST_YEAR) {
        faults.add("fault.early");
        return Optional.empty();
      }
      return Optional.of(day);
    } catch (DateTimeException _) {
      faults.add("fault.date");
      return Optional.empty();
    }
  }

  /** The view that includes the last day; the live view without one. */
  View view(Instant now) {
    return asOf.map(Days::including).orElseGet(() -> View.live(now));
  }

  /**
   * The last instant of the last day of publications; empty if numbers are shown as they are known
   * now. A publication at midnight belongs to the day that begins.
   */
  Optional<Instant> publishedUntil() {
    return knownAt.map(Days::including).map(view -> view.at().minusMillis(1));
  }

  /** The view of what the page shows in addition to published numbers. */
  View widest(Instant now) {
    return knownAt.map(Days::including).orElseGet(() -> view(now));
  }

  /** The parameters of an address that selects the same days. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    asOf.ifPresent(value -> parameters.put("asOf", value.toString()));
    knownAt.ifPresent(value -> parameters.put("knownAt", value.toString()));
    return parameters;
  }

  /** An address with the parameters that select the same days. */
  public String in(String address) {
    String parameters = SeasonQuery.join(parameters());
    return parameters.isEmpty() ? address : address + "?" + parameters;
  }

  private static View including(LocalDate day) {
    return View.published(day.plusDays(1));
  }
}
