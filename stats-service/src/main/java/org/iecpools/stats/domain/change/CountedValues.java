package org.iecpools.stats.domain.change;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.domain.Weeks;
import org.iecpools.events.ChangeSource;
import org.iecpools.events.ChangeSubject;
import org.iecpools.events.PoolId;
import org.iecpools.events.Reason;
import org.iecpools.events.RoundCancelled;
import org.iecpools.stats.domain.Amount;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.PastRound;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.domain.Row;
import org.iecpools.stats.domain.SeasonState;
import org.iecpools.stats.domain.Standing;
import org.iecpools.stats.domain.View;

/**
 * The counted values that are reported. Figures change with each event of a busy season, so those
 * of the last weekly publication are reported. Quotas, openings, rounds, and whether spots are left
 * are reported at once.
 */
public final class CountedValues {

  private static final ChangeSource COUNTED = ChangeSource.COUNTED;

  private CountedValues() {}

  /**
   * Whether changes of a season are reported: from last year's on. Later changes are corrections.
   */
  public static boolean isFollowed(int season, Instant now) {
    return season >= Weeks.day(now).getYear() - 1;
  }

  /** The values at an instant. */
  public static Map<Subject, Stated> of(
      Dashboard dashboard, Publications publications, Instant now) {
    Map<Subject, Stated> values = new HashMap<>();
    for (int season : dashboard.seasons()) {
      if (isFollowed(season, now)) {
        Optional<LocalDate> week = publications.lastWeek(dashboard, season);
        season(dashboard, season, now, values);
        for (PoolId pool : dashboard.pools(season, _ -> true)) {
          standing(pool, dashboard.standing(pool, View.live(now)), now, values);
          dashboard.rounds(pool, View.live(now)).forEach(round -> round(pool, round, values));
          week.flatMap(friday -> publications.last(pool, friday))
              .ifPresent(row -> published(row, values));
        }
      }
    }
    // The pool need not be known otherwise, if a later plan leaves it out.
    dashboard.cancellations().stream()
        .filter(cancelled -> isFollowed(cancelled.getPool().getSeason(), now))
        .forEach(cancelled -> cancellation(cancelled, values));
    return values;
  }

  private static void season(
      Dashboard dashboard, int season, Instant now, Map<Subject, Stated> values) {
    SeasonState state = dashboard.seasonState(season, now);
    if (state != SeasonState.NO_PLAN) {
      values.put(
          new Subject(season, null, ChangeSubject.SEASON, COUNTED, ""),
          Stated.of(Value.of(state.text()), now));
    }
  }

  private static void standing(
      PoolId pool, Standing standing, Instant now, Map<Subject, Stated> values) {
    if (standing.isAnnounced()) {
      values.put(
          Subject.of(pool, ChangeSubject.QUOTA, COUNTED),
          Stated.of(Value.of(standing.quota()), now));
    }
    standing
        .status()
        .ifPresent(
            status ->
                values.put(
                    Subject.of(pool, ChangeSubject.STATUS, COUNTED),
                    Stated.of(Value.of(status.text()), now)));
    if (standing.quota() instanceof Amount.Permits
        && standing.spots() instanceof Amount.Permits(long left)) {
      values.put(
          Subject.of(pool, ChangeSubject.SPOTS_LEFT, COUNTED),
          Stated.of(Reported.spotsLeft(left > 0), now));
    }
  }

  private static void round(PoolId pool, PastRound round, Map<Subject, Stated> values) {
    values.put(
        new Subject(pool.getSeason(), pool, ChangeSubject.ROUND, COUNTED, round.id().toString()),
        new Stated(
            Value.of(round.invited()),
            round.at(),
            round.id(),
            null,
            round.revision(),
            Optional.ofNullable(round.correction())
                .map(reason -> List.of(new Reason("CORRECTED", reason)))
                .orElse(List.of())));
  }

  private static void cancellation(RoundCancelled cancelled, Map<Subject, Stated> values) {
    PoolId pool = cancelled.getPool();
    UUID round = cancelled.getRoundId();
    values.put(
        new Subject(pool.getSeason(), pool, ChangeSubject.CANCELLATION, COUNTED, round.toString()),
        new Stated(
            Value.of(cancelled.getCause().name()),
            cancelled.getOccurredAt(),
            round,
            null,
            null,
            List.of(new Reason(cancelled.getCause().name(), cancelled.getReason()))));
  }

  private static void published(Row row, Map<Subject, Stated> values) {
    PoolId pool = row.pool();
    put(row, Subject.of(pool, ChangeSubject.INVITATIONS, COUNTED), row.invitationsIssued(), values);
    put(row, Subject.of(pool, ChangeSubject.CANDIDATES, COUNTED), row.candidatesInPool(), values);
    put(
        row,
        Subject.of(pool, ChangeSubject.SPOTS, COUNTED),
        Value.of(row.spotsAvailable()),
        values);
    put(
        row,
        Subject.of(pool, ChangeSubject.RATING, COUNTED),
        Value.of(row.rating().text()),
        values);
  }

  private static void put(Row row, Subject subject, long number, Map<Subject, Stated> values) {
    put(row, subject, Value.of(number), values);
  }

  private static void put(Row row, Subject subject, Value value, Map<Subject, Stated> values) {
    values.put(
        subject,
        new Stated(
            value,
            Objects.requireNonNull(row.publishedAt(), "a published row"),
            null,
            row.week(),
            row.revision(),
            row.anomalies().stream()
                .map(anomaly -> new Reason(anomaly.code(), anomaly.detail()))
                .toList()));
  }
}
