package org.iecpools.stats.web;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.iecpools.domain.Weeks;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.InstantOrDay;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.kit.web.Value;
import org.iecpools.stats.domain.View;

/**
 * A time of which a request asks for the numbers. A date includes that day, because a reader who
 * asks for the numbers as of 15 January expects those of 15 January.
 *
 * @param asked the time in the request
 * @param now the current time
 */
record PastTime(InstantOrDay asked, Instant now) {

  /**
   * Reads a parameter. A day after today, in America/Toronto, is a fault, and so is an instant
   * after the end of today. An earlier instant is none, because clients and instances have slightly
   * different clocks, and the end of today is the same as today.
   */
  static Optional<PastTime> read(RequestReader in, String name, Instant now) {
    Value value = in.optional(name);
    LocalDate today = Weeks.day(now);
    return value
        .instantOrDay()
        .filter(
            time -> {
              boolean isPast = !lastDay(time).isAfter(today);
              if (!isPast) {
                value.fault(
                    FaultCode.OUT_OF_RANGE,
                    "%s is in the future; today is %s in Toronto.".formatted(name, today));
              }
              return isPast;
            })
        .map(time -> new PastTime(time, now));
  }

  /** The last day of which something is included. */
  private static LocalDate lastDay(InstantOrDay time) {
    return switch (time) {
      case InstantOrDay.At(Instant instant) -> Weeks.day(instant.minusMillis(1));
      case InstantOrDay.On(LocalDate day) -> day;
    };
  }

  /** The numbers as of this time. */
  View view() {
    return switch (asked) {
      case InstantOrDay.At(Instant instant) -> View.asOf(instant);
      case InstantOrDay.On(LocalDate day) -> View.through(day, now);
    };
  }

  /** The end of the period, exclusive; not rounded. */
  Instant end() {
    return switch (asked) {
      case InstantOrDay.At(Instant instant) -> instant;
      case InstantOrDay.On(LocalDate day) -> View.through(day, now).at();
    };
  }

  /** The last instant of the period. */
  Instant last() {
    return switch (asked) {
      case InstantOrDay.At(Instant instant) -> instant;
      case InstantOrDay.On(LocalDate _) -> end().minusMillis(1);
    };
  }
}
