package org.iecpools.stats.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.iecpools.domain.Weeks;
import org.iecpools.events.ChangeSource;
import org.iecpools.events.ChangeSubject;
import org.iecpools.events.FiguresPublished;
import org.iecpools.events.PoolId;
import org.iecpools.events.PublicationRefused;
import org.iecpools.events.PublishedRecord;
import org.iecpools.events.StatedFigure;
import org.iecpools.stats.domain.Rating;
import org.iecpools.stats.domain.SeasonState;
import org.iecpools.stats.domain.change.CountedValues;
import org.iecpools.stats.domain.change.Reported;
import org.iecpools.stats.domain.change.Stated;
import org.iecpools.stats.domain.change.Subject;
import org.iecpools.stats.domain.change.Value;
import org.iecpools.track.PublishedHistory;
import org.iecpools.track.PublishedHistory.Known;
import org.iecpools.track.StatedRows;

/**
 * The published values that are reported: those of the last publication of each season, what was
 * refused, and whether a publication is late. Thread-safe.
 */
public final class PublishedValues {

  private static final ChangeSource PUBLISHED = ChangeSource.PUBLISHED;

  /** More than are refused between two checks for changes. */
  private static final int MOST_REFUSALS = 100;

  private static final int DAYS_BETWEEN_PUBLICATIONS = 7;

  /** More than the rows of a publication take to arrive after the first one. */
  private static final Duration LONGEST_ARRIVAL = Duration.ofMinutes(1);

  /** Publications are often a day or two later in their week than the one before. */
  private static final int TOLERANCE_DAYS = 2;

  private final PublishedHistory history;
  private final Deque<PublicationRefused> refusals = new ArrayDeque<>();
  private long changes;
  private List<Known> latest = List.of();

  /** The counter of the history for which {@link #latest} was found. */
  private long latestOf;

  /**
   * @param history the same records, applied before those here
   */
  public PublishedValues(PublishedHistory history) {
    this.history = history;
  }

  /** Applies a record; a repeated one changes nothing. */
  public synchronized void apply(PublishedRecord record) {
    switch (record) {
      case FiguresPublished _ -> {
        // The history has it.
      }
      case PublicationRefused refused -> {
        refusals.addLast(refused);
        if (refusals.size() > MOST_REFUSALS) {
          refusals.removeFirst();
        }
        changes++;
      }
    }
  }

  /** A counter that changes whenever values may differ. */
  public synchronized long changes() {
    return changes + history.changes();
  }

  /** What was refused, newest first. */
  public synchronized List<PublicationRefused> refusals() {
    return refusals.reversed().stream().toList();
  }

  /** The last publications of the seasons. */
  public synchronized List<Known> publications() {
    return List.copyOf(latest());
  }

  /**
   * The day on which a publication should be followed by the next one; empty if none is expected,
   * as between two seasons.
   *
   * @param plans where a season stands at an instant by the plans in force
   */
  public static Optional<LocalDate> expectedAfter(
      Known known, BiFunction<Integer, Instant, SeasonState> plans) {
    LocalDate day = known.publication().date().plusDays(DAYS_BETWEEN_PUBLICATIONS);
    boolean isExpected =
        known.publication().hasRoundsBefore(day)
            && switch (plans.apply(known.publication().season(), startOf(day))) {
              case NO_PLAN, RUNNING -> true;
              case BEFORE, ENDED -> false;
            };
    return isExpected ? Optional.of(day) : Optional.empty();
  }

  /** From when on a publication that was expected on a day is late. */
  public static Instant lateFrom(LocalDate expected) {
    return startOf(expected.plusDays(1 + TOLERANCE_DAYS));
  }

  /**
   * The values at an instant.
   *
   * @param plans where a season stands at an instant by the plans in force
   */
  synchronized Map<Subject, Stated> at(
      Instant now, BiFunction<Integer, Instant, SeasonState> plans) {
    Map<Subject, Stated> values = new HashMap<>();
    List<Known> latest =
        latest().stream()
            .filter(known -> CountedValues.isFollowed(known.publication().season(), now))
            .toList();
    latest.stream()
        .flatMap(known -> known.events().stream())
        .forEach(figures -> put(figures, values));
    latest.forEach(known -> withdrawn(known, now, values));
    latest.stream()
        .max(Comparator.comparing(known -> known.publication().date()))
        .ifPresent(
            known ->
                expectedAfter(known, plans)
                    .ifPresent(expected -> late(known, expected, now, values)));
    refusals.forEach(refused -> put(refused, values));
    return values;
  }

  /** The last publications of the seasons; they are looked for only after a new record. */
  private List<Known> latest() {
    long current = history.changes();
    if (current != latestOf) {
      latest =
          history.seasons().stream()
              .flatMap(season -> history.latest(season, LocalDate.MAX, Instant.MAX).stream())
              .toList();
      latestOf = current;
    }
    return latest;
  }

  private static void put(FiguresPublished figures, Map<Subject, Stated> values) {
    PoolId pool = figures.getPool();
    if (pool == null) {
      return;
    }
    put(figures, pool, ChangeSubject.ROW, Reported.row(true), values);
    put(figures, pool, ChangeSubject.QUOTA, value(figures.getQuota()), values);
    put(figures, pool, ChangeSubject.INVITATIONS, value(figures.getInvitations()), values);
    put(figures, pool, ChangeSubject.CANDIDATES, value(figures.getCandidates()), values);
    put(figures, pool, ChangeSubject.SPOTS, value(figures.getSpots()), values);
    StatedRows.rating(figures)
        .ifPresent(
            word ->
                put(
                    figures,
                    pool,
                    ChangeSubject.RATING,
                    Value.of(Rating.valueOf(word.name()).text()),
                    values));
  }

  /**
   * The rows that the publication does not have. A row that it never had may still arrive, so it is
   * missing only when the others have been there for a while.
   */
  private void withdrawn(Known known, Instant now, Map<Subject, Stated> values) {
    LocalDate day = known.publication().date();
    boolean isComplete = !now.isBefore(known.changedAt().plus(LONGEST_ARRIVAL));
    for (FiguresPublished last : history.missing(known)) {
      boolean isCorrection = last.getWithdrawn() && last.getPublishedOn().equals(day);
      PoolId pool = last.getPool();
      if (pool != null && (isCorrection || isComplete)) {
        values.put(
            Subject.of(pool, ChangeSubject.ROW, PUBLISHED),
            new Stated(
                Reported.row(false),
                startOf(day),
                null,
                day,
                isCorrection ? last.getRevision() : null,
                List.of()));
      }
    }
  }

  private static Value value(StatedFigure figure) {
    Integer number = figure.getNumber();
    return number == null
        ? Value.of(figure.getStated())
        : Value.of(number.longValue(), figure.getStated());
  }

  private static void put(
      FiguresPublished figures,
      PoolId pool,
      ChangeSubject what,
      Value value,
      Map<Subject, Stated> values) {
    values.put(
        Subject.of(pool, what, PUBLISHED),
        new Stated(
            value,
            startOf(figures.getPublishedOn()),
            null,
            figures.getPublishedOn(),
            figures.getRevision(),
            figures.getContradictions()));
  }

  private static void put(PublicationRefused refused, Map<Subject, Stated> values) {
    values.put(
        new Subject(null, null, ChangeSubject.REFUSAL, PUBLISHED, refused.getEventId().toString()),
        new Stated(
            Value.of(refused.getFetchedFrom()),
            refused.getFetchedAt(),
            null,
            null,
            null,
            refused.getReasons()));
  }

  private static void late(
      Known known, LocalDate expected, Instant now, Map<Subject, Stated> values) {
    Instant lateFrom = lateFrom(expected);
    if (!now.isBefore(lateFrom)) {
      values.put(
          new Subject(
              known.publication().season(),
              null,
              ChangeSubject.LATE_PUBLICATION,
              PUBLISHED,
              known.source() + " " + expected),
          new Stated(
              Value.of(expected.toString()),
              lateFrom,
              null,
              known.publication().date(),
              null,
              List.of()));
    }
  }

  private static Instant startOf(LocalDate day) {
    return day.atStartOfDay(Weeks.ZONE).toInstant();
  }
}
