package org.iecpools.stats.domain.change;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.iecpools.domain.EventIds;
import org.iecpools.events.BaselineTaken;
import org.iecpools.events.BaselineValue;
import org.iecpools.events.ChangeKind;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.ChangeSource;
import org.iecpools.events.ChangeSubject;
import org.iecpools.events.ChangesRecord;
import org.iecpools.events.PoolIds;
import org.iecpools.events.Reason;
import org.iecpools.stats.domain.PoolStatus;
import org.iecpools.stats.domain.SeasonState;
import org.jspecify.annotations.Nullable;

/**
 * What has been reported: a fold of {@code iec.changes}, and the difference between it and what
 * holds now. Thread-safe.
 */
public final class Reported {

  /**
   * A value that has held for longer when it is first seen is history, such as an old publication
   * that is imported. It is not news.
   */
  public static final Duration NEWS = Duration.ofDays(21);

  /** Values of one baseline record, which is then far below the largest record. */
  private static final int BASELINE_SIZE = 500;

  private static final int MAX_REASONS = 20;
  private static final String NO_SPOT = "none";
  private static final String SOME_SPOTS = "some";
  private static final String PUBLISHED = "published";
  private static final String WITHDRAWN = "withdrawn";

  /**
   * The last value that was reported.
   *
   * @param changes number of changes reported, of which the last one led to the value
   */
  private record Last(Value value, long changes) {}

  private final Map<Subject, Last> values = new HashMap<>();
  private boolean begun;
  private Instant lastReportedAt = Instant.EPOCH;
  private long changes;

  /** Applies a record. */
  public synchronized void apply(ChangesRecord record) {
    begun = true;
    lastReportedAt = later(lastReportedAt, record.getReportedAt());
    switch (record) {
      case ChangeMade change -> {
        changes++;
        values.merge(
            subject(change),
            new Last(Value.of(change.getAfter()), 1),
            (before, now) -> new Last(now.value(), before.changes() + 1));
      }
      case BaselineTaken baseline ->
          baseline
              .getValues()
              .forEach(
                  value ->
                      values.merge(
                          subject(baseline.getSeason(), value),
                          new Last(Value.of(value.getValue()), 0),
                          (before, now) -> new Last(now.value(), before.changes())));
    }
  }

  /** The time of the last record; values of an earlier time would lead back. */
  public synchronized Instant lastReportedAt() {
    return lastReportedAt;
  }

  /** Number of changes reported. */
  public synchronized long changes() {
    return changes;
  }

  /**
   * What is to be reported, in this order; empty if nothing is. The first reporting ever is a
   * baseline of everything.
   *
   * <p>A subject that is missing in {@code now} keeps its value. A value becomes a baseline instead
   * of a change if it is the first one of its subject (but a first quota, round, cancellation,
   * refusal or late publication is news), or if it has held for longer than {@link #NEWS}. A
   * correction of a round is always a change.
   *
   * @param now the values that hold
   * @param at the time of the values; an earlier time than that of the last record counts as that
   */
  public synchronized List<ChangesRecord> due(Map<Subject, Stated> now, Instant at) {
    Instant reportedAt = later(at, lastReportedAt);
    Map<Integer, List<BaselineValue>> baselines = new TreeMap<>();
    List<ChangesRecord> reported = new ArrayList<>();
    now.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Subject.ORDER))
        .forEach(
            entry -> {
              Subject subject = entry.getKey();
              Stated stated = entry.getValue();
              Last last = values.get(subject);
              if (last != null && last.value().isSame(stated.value())) {
                return;
              }
              if (isNews(subject, stated, last, reportedAt)) {
                reported.add(change(subject, stated, last, reportedAt));
              } else {
                baselines
                    .computeIfAbsent(season(subject), _ -> new ArrayList<>())
                    .add(value(subject, stated.value()));
              }
            });
    List<ChangesRecord> due = new ArrayList<>();
    baselines.forEach((season, taken) -> due.addAll(baselines(season, taken, reportedAt)));
    if (!begun && due.isEmpty()) {
      due.addAll(baselines(0, List.of(), reportedAt));
    }
    due.addAll(reported);
    return due;
  }

  private boolean isNews(Subject subject, Stated stated, @Nullable Last last, Instant at) {
    if (!begun) {
      return false;
    }
    // A correction of an old round is new, but its round has kept its time.
    boolean isRecent =
        !stated.since().isBefore(at.minus(NEWS))
            || last != null && subject.what() == ChangeSubject.ROUND;
    return isRecent && (last != null || isNewsAtFirst(subject.what()));
  }

  private static boolean isNewsAtFirst(ChangeSubject what) {
    return switch (what) {
      case QUOTA, ROUND, CANCELLATION, LATE_PUBLICATION, REFUSAL -> true;
      case INVITATIONS, CANDIDATES, SPOTS, SPOTS_LEFT, RATING, STATUS, ROW, SEASON, UNKNOWN ->
          false;
    };
  }

  private static ChangeMade change(
      Subject subject, Stated stated, @Nullable Last last, Instant reportedAt) {
    long number = last == null ? 1 : last.changes() + 1;
    return ChangeMade.newBuilder()
        .setEventId(
            EventIds.of(
                "ChangeMade",
                String.valueOf(subject.season()),
                subject.pool() == null ? "" : PoolIds.text(subject.pool()),
                subject.what(),
                subject.source(),
                subject.about(),
                number))
        .setKind(kind(subject, stated.value(), last))
        .setSeason(subject.season())
        .setPool(subject.pool())
        .setSubject(subject.what())
        .setSource(subject.source())
        .setAbout(subject.about())
        .setOccurredAt(stated.since())
        .setReportedAt(reportedAt)
        .setBefore(last == null ? null : last.value().record())
        .setAfter(stated.value().record())
        .setRoundId(stated.round())
        .setPublishedOn(stated.publishedOn())
        .setRevision(stated.revision())
        .setReasons(stated.reasons().stream().limit(MAX_REASONS).map(Reported::copy).toList())
        .build();
  }

  private static Reason copy(Reason reason) {
    return new Reason(reason.getCode(), reason.getDetail());
  }

  private static ChangeKind kind(Subject subject, Value after, @Nullable Last before) {
    return switch (subject.what()) {
      case QUOTA -> ChangeKind.QUOTA_CHANGED;
      case SPOTS ->
          subject.source() == ChangeSource.PUBLISHED && after.number().orElse(1) == 0
              ? ChangeKind.SPOTS_RAN_OUT
              : ChangeKind.FIGURE_CHANGED;
      case SPOTS_LEFT ->
          after.text().equals(NO_SPOT) ? ChangeKind.SPOTS_RAN_OUT : ChangeKind.STATUS_CHANGED;
      case INVITATIONS, CANDIDATES -> ChangeKind.FIGURE_CHANGED;
      case RATING -> ChangeKind.RATING_CHANGED;
      case STATUS ->
          after.text().equals(PoolStatus.OPEN.text())
              ? ChangeKind.POOL_OPENED
              : after.text().equals(PoolStatus.SEASON_OVER.text())
                  ? ChangeKind.POOL_CLOSED
                  : ChangeKind.STATUS_CHANGED;
      case ROUND -> before == null ? ChangeKind.ROUND_RAN : ChangeKind.ROUND_CORRECTED;
      case CANCELLATION -> ChangeKind.ROUND_CANCELLED;
      case ROW ->
          after.text().equals(WITHDRAWN) ? ChangeKind.ROW_WITHDRAWN : ChangeKind.ROW_RESTORED;
      case SEASON ->
          after.text().equals(SeasonState.RUNNING.text())
              ? ChangeKind.SEASON_OPENED
              : after.text().equals(SeasonState.ENDED.text())
                  ? ChangeKind.SEASON_CLOSED
                  : ChangeKind.STATUS_CHANGED;
      case LATE_PUBLICATION -> ChangeKind.PUBLICATION_LATE;
      case REFUSAL -> ChangeKind.NOT_THE_FEED;
      case UNKNOWN -> ChangeKind.UNKNOWN;
    };
  }

  /** Whether a pool has a spot left, as the value of {@link ChangeSubject#SPOTS_LEFT}. */
  static Value spotsLeft(boolean isLeft) {
    return Value.of(isLeft ? SOME_SPOTS : NO_SPOT);
  }

  /** Whether a publication has the row of a pool, as the value of {@link ChangeSubject#ROW}. */
  public static Value row(boolean isPublished) {
    return Value.of(isPublished ? PUBLISHED : WITHDRAWN);
  }

  private List<BaselineTaken> baselines(int season, List<BaselineValue> taken, Instant reportedAt) {
    List<BaselineTaken> records = new ArrayList<>();
    for (int from = 0; from == 0 || from < taken.size(); from += BASELINE_SIZE) {
      List<BaselineValue> part = taken.subList(from, Math.min(taken.size(), from + BASELINE_SIZE));
      records.add(
          BaselineTaken.newBuilder()
              .setEventId(EventIds.of("BaselineTaken", season, reportedAt, part.hashCode()))
              .setSeason(season == 0 ? null : season)
              .setReportedAt(reportedAt)
              .setValues(part)
              .build());
    }
    return records;
  }

  /** The season of a subject; 0 if it belongs to none. */
  private static int season(Subject subject) {
    return Objects.requireNonNullElse(subject.season(), 0);
  }

  private static BaselineValue value(Subject subject, Value value) {
    return BaselineValue.newBuilder()
        .setPool(subject.pool())
        .setSubject(subject.what())
        .setSource(subject.source())
        .setAbout(subject.about())
        .setValue(value.record())
        .build();
  }

  private static Subject subject(ChangeMade change) {
    return new Subject(
        change.getSeason(),
        change.getPool(),
        change.getSubject(),
        change.getSource(),
        change.getAbout());
  }

  private static Subject subject(@Nullable Integer season, BaselineValue value) {
    return new Subject(
        season, value.getPool(), value.getSubject(), value.getSource(), value.getAbout());
  }

  /** The last reported value of a subject; empty before the first. */
  public synchronized Optional<Value> value(Subject subject) {
    return Optional.ofNullable(values.get(subject)).map(Last::value);
  }

  private static Instant later(Instant one, Instant other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
