package org.iecpools.simulator.season;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import org.iecpools.domain.EventIds;
import org.iecpools.events.Category;
import org.iecpools.events.Pause;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.simulator.upstream.Ids;
import org.iecpools.simulator.upstream.Quotas;
import org.iecpools.simulator.upstream.RoundOrder;
import org.iecpools.simulator.upstream.SeasonFacts;

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
   * An announcement.
   *
   * @param byHttp whether it is sent by HTTP to invitation-service instead of on the topic
   */
  record Announcement(SeasonsEvent event, boolean byHttp) {}

  private final SeasonFacts facts;
  private final Calendar calendar;
  private final ToIntFunction<SeasonFacts.Pool> caps;
  private final SplittableRandom random;

  private Operators(
      SeasonFacts facts, Calendar calendar, ToIntFunction<SeasonFacts.Pool> caps, long seed) {
    this.facts = facts;
    this.calendar = calendar;
    this.caps = caps;
    this.random = new SplittableRandom(~seed);
  }

  static Operators of(
      Scenario scenario, SeasonFacts facts, Calendar calendar, int candidates, long seed) {
    return switch (scenario) {
      case ANNOUNCED -> new Operators(facts, calendar, pool -> cap(pool.quota(), candidates), seed);
      case SCARCE -> {
        var scarcity = new Scarcity(facts, calendar, candidates);
        yield new Operators(
            scarcity.applied(facts), calendar, pool -> scarcity.cap(pool.id()), seed);
      }
    };
  }

  /** The announcements of a turn. */
  List<Announcement> announce(Calendar.Turn turn) {
    if (turn.number() == 1) {
      return season(turn.now().minus(Duration.ofHours(6)));
    }
    if (!turn.drawing()) {
      return List.of();
    }
    var announcements = new ArrayList<Announcement>();
    List<SeasonFacts.Pool> numbered =
        pools().stream().filter(pool -> pool.quota().getKind() == QuotaKind.NUMBER).toList();
    SeasonFacts.Pool smallest =
        numbered.stream()
            .filter(pool -> pool.id().getCategory() == Category.WORKING_HOLIDAY)
            .min(Comparator.comparingInt(pool -> pool.quota().getPermits()))
            .orElseThrow();
    SeasonFacts.Pool one = numbered.get(numbered.size() / 3);
    SeasonFacts.Pool other = numbered.get(2 * numbered.size() / 3);
    Instant at = turn.now().minus(Duration.ofHours(5));
    if (turn.week() == share(0.5)) {
      announcements.add(publicationTime(turn, LocalTime.of(14, 0), at, true));
    }
    if (turn.week() == share(0.65)) {
      announcements.add(publicationTime(turn, LocalTime.of(10, 30), at, false));
    }
    if (turn.week() == share(0.35)) {
      announcements.add(change(one.id(), Quotas.of(one.quota().getPermits() * 6 / 5), at, true));
    }
    if (turn.week() == share(0.4)) {
      pools().stream()
          .filter(pool -> pool.quota().getKind() == QuotaKind.TO_BE_ANNOUNCED)
          .findFirst()
          .ifPresent(pool -> announcements.add(change(pool.id(), Quotas.of(25), at, false)));
    }
    if (turn.week() == share(0.5)) {
      Announcement down =
          change(other.id(), Quotas.of(other.quota().getPermits() * 3 / 5), at, false);
      announcements.add(down);
      announcements.add(down);
      // An older announcement for the same pool arrives after the newer one and changes nothing.
      announcements.add(
          change(
              other.id(),
              Quotas.of(other.quota().getPermits() * 2),
              at.minus(Duration.ofHours(3)),
              false));
    }
    if (turn.week() == share(0.7)) {
      announcements.add(
          change(smallest.id(), Quotas.of(smallest.quota().getPermits() + 5), at, false));
    }
    return announcements;
  }

  /** The rounds ordered in a turn, all of one country; empty in most turns. */
  List<RoundOrder> rounds(Calendar.Turn turn) {
    boolean ordered =
        turn.endsWeek()
            && (turn.week() == share(0.3)
                || turn.week() == share(0.45)
                || turn.week() == share(0.6)
                || turn.week() == share(0.75));
    if (!ordered) {
      return List.of();
    }
    List<SeasonFacts.Country> open =
        facts.countries().stream()
            .filter(
                country ->
                    country.offered().stream()
                        .noneMatch(p -> p.quota().getKind() == QuotaKind.TO_BE_ANNOUNCED))
            .toList();
    SeasonFacts.Country country = open.get(random.nextInt(open.size()));
    return country.offered().stream()
        .map(pool -> new RoundOrder(pool.id(), Math.max(3, 2 * caps.applyAsInt(pool))))
        .toList();
  }

  /** The week at a share of the weeks with rounds. */
  private int share(double share) {
    return (int) Math.round(calendar.lastRoundWeek() * share);
  }

  private List<Announcement> season(Instant at) {
    var announcements = new ArrayList<Announcement>();
    int number = 0;
    for (SeasonFacts.Country country : facts.countries()) {
      boolean byHttp = number < COUNTRIES_BY_HTTP;
      announcements.add(new Announcement(plan(country, number++, at), byHttp));
      for (SeasonFacts.Pool pool : country.pools()) {
        announcements.add(change(pool.id(), pool.quota(), at, byHttp));
      }
    }
    return announcements;
  }

  /**
   * The plan of a country. In every third country the pools close after the end of the simulation;
   * in every seventh country rounds pause in summer.
   */
  private SeasonPlanned plan(SeasonFacts.Country country, int number, Instant at) {
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
        .setEventId(Ids.next(random))
        .setOccurredAt(at)
        .setSeason(facts.season())
        .setCountry(country.code())
        .setPools(pools)
        .build();
  }

  private static int cap(Quota quota, int candidates) {
    int permits = quota.getKind() == QuotaKind.NUMBER ? quota.getPermits() : PERMITS_WITHOUT_NUMBER;
    return Math.max(2, (int) Math.ceil(permits * CAP * candidates / FULL));
  }

  private Announcement change(PoolId pool, Quota quota, Instant at, boolean byHttp) {
    return new Announcement(
        QuotaAnnounced.newBuilder()
            .setEventId(Ids.next(random))
            .setOccurredAt(at)
            .setPool(pool)
            .setQuota(quota)
            .build(),
        byHttp);
  }

  private Announcement publicationTime(
      Calendar.Turn turn, LocalTime time, Instant at, boolean byHttp) {
    return new Announcement(
        PublicationTimeSet.newBuilder()
            .setEventId(EventIds.of("PublicationTimeSet", facts.season(), turn.week()))
            .setOccurredAt(at)
            .setSeason(facts.season())
            .setMinuteOfDay(time.get(ChronoField.MINUTE_OF_DAY))
            .build(),
        byHttp);
  }

  private List<SeasonFacts.Pool> pools() {
    return facts.countries().stream().flatMap(c -> c.offered().stream()).toList();
  }
}
