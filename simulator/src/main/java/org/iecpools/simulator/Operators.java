package org.iecpools.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import org.iecpools.events.Category;
import org.iecpools.events.Pause;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.SeasonsEvent;

/**
 * The actions of the programme's operators in a season: they announce it, change some quotas, and
 * order a few rounds in addition to the weekly ones.
 */
final class Operators {

  /** Cap of a round as a share of the permits, for a season of {@value #FULL} candidates. */
  private static final double CAP = 1.0 / 60;

  private static final int FULL = 20_000;
  private static final int PERMITS_WITHOUT_NUMBER = 2_000;
  private static final int COUNTRIES_BY_HTTP = 2;

  /**
   * An order of a round.
   *
   * @param size maximum number of invitations
   */
  record Order(PoolId pool, int size) {}

  /**
   * An announcement.
   *
   * @param byHttp whether it is sent by HTTP to invitation-service instead of on the topic
   */
  record Saying(SeasonsEvent event, boolean byHttp) {}

  private final Announcement announcement;
  private final Calendar calendar;
  private final ToIntFunction<Announcement.Pool> caps;
  private final SplittableRandom dice;

  private Operators(
      Announcement announcement,
      Calendar calendar,
      ToIntFunction<Announcement.Pool> caps,
      long seed) {
    this.announcement = announcement;
    this.calendar = calendar;
    this.caps = caps;
    this.dice = new SplittableRandom(~seed);
  }

  static Operators of(
      Scenario scenario, Announcement announcement, Calendar calendar, int candidates, long seed) {
    return switch (scenario) {
      case ANNOUNCED ->
          new Operators(announcement, calendar, pool -> cap(pool.quota(), candidates), seed);
      case SCARCE -> {
        var scarcity = new Scarcity(announcement, calendar, candidates);
        yield new Operators(
            scarcity.applied(announcement), calendar, pool -> scarcity.cap(pool.id()), seed);
      }
    };
  }

  /** The announcements of a turn. */
  List<Saying> announce(Calendar.Turn turn) {
    if (turn.number() == 1) {
      return season(turn.now().minus(Duration.ofHours(6)));
    }
    if (!turn.drawing()) {
      return List.of();
    }
    var sayings = new ArrayList<Saying>();
    List<Announcement.Pool> numbered =
        pools().stream().filter(pool -> pool.quota().getKind() == QuotaKind.NUMBER).toList();
    Announcement.Pool smallest =
        numbered.stream()
            .filter(pool -> pool.id().getCategory() == Category.WORKING_HOLIDAY)
            .min(Comparator.comparingInt(pool -> pool.quota().getPermits()))
            .orElseThrow();
    Announcement.Pool one = numbered.get(numbered.size() / 3);
    Announcement.Pool other = numbered.get(2 * numbered.size() / 3);
    Instant at = turn.now().minus(Duration.ofHours(5));
    if (turn.week() == share(0.35)) {
      sayings.add(change(one.id(), Quotas.of(one.quota().getPermits() * 6 / 5), at, true));
    }
    if (turn.week() == share(0.4)) {
      pools().stream()
          .filter(pool -> pool.quota().getKind() == QuotaKind.TO_BE_ANNOUNCED)
          .findFirst()
          .ifPresent(pool -> sayings.add(change(pool.id(), Quotas.of(25), at, false)));
    }
    if (turn.week() == share(0.5)) {
      Saying down = change(other.id(), Quotas.of(other.quota().getPermits() * 3 / 5), at, false);
      sayings.add(down);
      sayings.add(down);
      // An older announcement for the same pool arrives after the newer one and changes nothing.
      sayings.add(
          change(
              other.id(),
              Quotas.of(other.quota().getPermits() * 2),
              at.minus(Duration.ofHours(3)),
              false));
    }
    if (turn.week() == share(0.7)) {
      sayings.add(change(smallest.id(), Quotas.of(smallest.quota().getPermits() + 5), at, false));
    }
    return sayings;
  }

  /** The rounds ordered in a turn, all of one country; empty in most turns. */
  List<Order> rounds(Calendar.Turn turn) {
    boolean ordered =
        turn.endsWeek()
            && (turn.week() == share(0.3)
                || turn.week() == share(0.45)
                || turn.week() == share(0.6)
                || turn.week() == share(0.75));
    if (!ordered) {
      return List.of();
    }
    var open =
        announcement.countries().stream()
            .filter(
                country ->
                    country.offered().stream()
                        .noneMatch(p -> p.quota().getKind() == QuotaKind.TO_BE_ANNOUNCED))
            .toList();
    Announcement.Country country = open.get(dice.nextInt(open.size()));
    return country.offered().stream()
        .map(pool -> new Order(pool.id(), Math.max(3, 2 * caps.applyAsInt(pool))))
        .toList();
  }

  /** The week at a share of the weeks with rounds. */
  private int share(double share) {
    return (int) Math.round(calendar.lastRoundWeek() * share);
  }

  private List<Saying> season(Instant at) {
    var sayings = new ArrayList<Saying>();
    int number = 0;
    for (Announcement.Country country : announcement.countries()) {
      boolean byHttp = number < COUNTRIES_BY_HTTP;
      sayings.add(new Saying(plan(country, number++, at), byHttp));
      for (Announcement.Pool pool : country.pools()) {
        sayings.add(change(pool.id(), pool.quota(), at, byHttp));
      }
    }
    return sayings;
  }

  /**
   * The plan of a country. In every third country the pools close after the end of the simulation;
   * in every seventh country rounds pause in summer.
   */
  private SeasonPlanned plan(Announcement.Country country, int number, Instant at) {
    boolean late = number % 3 == 2;
    List<Pause> pauses =
        number % 7 == 3
            ? List.of(new Pause(calendar.friday(share(0.6)), calendar.friday(share(0.6) + 2)))
            : List.of();
    List<PoolPlan> pools =
        country.offered().stream()
            .map(
                pool ->
                    PoolPlan.newBuilder()
                        .setCategory(pool.id().getCategory())
                        .setStream(pool.id().getStream())
                        .setRule(pool.rule().orElseThrow())
                        .setOpensAt(calendar.opensAt())
                        .setFirstRoundAt(calendar.firstRoundAt())
                        .setFinalRoundAt(
                            late
                                ? calendar.closesLate().minus(Duration.ofDays(1))
                                : calendar.finalRoundAt())
                        .setClosesAt(late ? calendar.closesLate() : calendar.closesAt())
                        .setPauses(pauses)
                        .setRoundCap(caps.applyAsInt(pool))
                        .build())
            .toList();
    return SeasonPlanned.newBuilder()
        .setEventId(Ids.next(dice))
        .setOccurredAt(at)
        .setSeason(announcement.season())
        .setCountry(country.code())
        .setPools(pools)
        .build();
  }

  private static int cap(Quota quota, int candidates) {
    int permits = quota.getKind() == QuotaKind.NUMBER ? quota.getPermits() : PERMITS_WITHOUT_NUMBER;
    return Math.max(2, (int) Math.ceil(permits * CAP * candidates / FULL));
  }

  private Saying change(PoolId pool, Quota quota, Instant at, boolean byHttp) {
    return new Saying(
        QuotaAnnounced.newBuilder()
            .setEventId(Ids.next(dice))
            .setOccurredAt(at)
            .setPool(pool)
            .setQuota(quota)
            .build(),
        byHttp);
  }

  private List<Announcement.Pool> pools() {
    return announcement.countries().stream().flatMap(c -> c.offered().stream()).toList();
  }
}
