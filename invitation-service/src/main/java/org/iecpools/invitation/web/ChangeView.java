package org.iecpools.invitation.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.CorrectRound;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.RoundOrder;
import org.iecpools.events.RunRounds;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.invitation.stream.ChangeLog.Change;
import org.iecpools.invitation.stream.RoundLog;
import org.jspecify.annotations.Nullable;

/**
 * A change as the console's history shows it.
 *
 * @param id of the event or command
 * @param at when it was ordered
 * @param what a sentence
 * @param operator subject of the token; absent if it was not ordered over HTTP, or by an earlier
 *     version
 * @param reason absent if none was given
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ChangeView(
    UUID id,
    Instant at,
    Kind kind,
    int season,
    @Nullable String country,
    String what,
    @Nullable String operator,
    @Nullable String reason) {

  /** What is changed. */
  enum Kind {
    SEASON,
    QUOTA,
    PUBLICATION_TIME,
    WITHDRAWAL,
    ROUNDS,
    CORRECTION
  }

  /**
   * @param rounds the rounds that ran
   */
  static ChangeView of(Change change, RoundLog rounds) {
    return switch (change) {
      case Change.Announced(SeasonPlanned e, _) ->
          of(change, Kind.SEASON, e.getSeason(), e.getCountry(), what(e), e.getOverride());
      case Change.Announced(QuotaAnnounced e, _) ->
          of(
              change,
              Kind.QUOTA,
              e.getPool().getSeason(),
              e.getPool().getCountry(),
              "Quota of %s: %s".formatted(PoolIds.text(e.getPool()), QuotaWords.text(e.getQuota())),
              e.getOverride());
      case Change.Announced(PublicationTimeSet e, _) ->
          of(
              change,
              Kind.PUBLICATION_TIME,
              e.getSeason(),
              null,
              "Season %d is published on Fridays at %s"
                  .formatted(e.getSeason(), AnnouncementView.timeOfDay(e)),
              e.getOverride());
      case Change.Announced(AnnouncementWithdrawn e, _) ->
          of(
              change,
              Kind.WITHDRAWAL,
              e.getSeason(),
              e.getCountry(),
              "Withdrawal of announcement " + e.getAnnouncementId(),
              e.getReason());
      case Change.Ordered(RunRounds c, _) ->
          of(
              change,
              Kind.ROUNDS,
              c.getSeason(),
              c.getCountry(),
              c.getOrders().stream()
                  .map(order -> what(order, rounds))
                  .collect(Collectors.joining("; ")),
              null);
      case Change.Ordered(CorrectRound c, _) ->
          of(
              change,
              Kind.CORRECTION,
              c.getPool().getSeason(),
              c.getPool().getCountry(),
              what(c),
              c.getReason());
    };
  }

  /**
   * @param stated reason in the record itself, for a change without a reason of its own
   */
  private static ChangeView of(
      Change change,
      Kind kind,
      int season,
      @Nullable String country,
      String what,
      @Nullable String stated) {
    return new ChangeView(
        change.id(),
        change.at(),
        kind,
        season,
        country,
        what,
        change.by().operator().orElse(null),
        change.by().reason().orElse(stated));
  }

  /** Whether it concerns a country: its own, or all. */
  boolean concerns(String code) {
    return country == null || country.equals(code);
  }

  private static String what(SeasonPlanned plan) {
    return "Season of %s: %s"
        .formatted(
            PoolIds.country(plan.getSeason(), plan.getCountry()),
            plan.getPools().stream()
                .map(
                    pool ->
                        pool.getCategory()
                            + Optional.ofNullable(pool.getStream()).map(it -> "/" + it).orElse(""))
                .collect(Collectors.joining(", ")));
  }

  private static String what(RoundOrder order, RoundLog rounds) {
    return "Round of %s, %s: %s"
        .formatted(
            PoolIds.text(order.getPool()),
            order.getSize() == null ? "size by policy" : "size " + order.getSize(),
            rounds
                .run(order.getRoundId())
                .map(run -> "%d invited".formatted(run.getInvited()))
                .orElse("has not run"));
  }

  private static String what(CorrectRound correction) {
    List<UUID> named = correction.getInvitations();
    return "Correction of round %s of %s: %s"
        .formatted(
            correction.getRoundId(),
            PoolIds.text(correction.getPool()),
            correction.getSize() == null
                ? "%d named invitations".formatted(named.size())
                : "to size " + correction.getSize());
  }
}
