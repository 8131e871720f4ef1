package org.iecpools.bench.flow;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.iecpools.events.Category;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.Event;
import org.iecpools.events.Pause;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.WantedPool;

/**
 * Generates the season and the profiles. Every profile is of a new candidate, wants one pool and
 * qualifies for it, so it causes exactly one {@code PoolEntered}.
 */
final class Profiles {

  /** The countries of the bursts. */
  static final List<String> COUNTRIES =
      List.of(
          "AU", "BE", "CH", "CL", "CR", "CZ", "DE", "DK", "ES", "FR", "GB", "HK", "HR", "IE", "IS",
          "IT");

  /** The country of the large round. */
  static final String ROUND_COUNTRY = "JP";

  /** Countries of single profiles: each of their pools has at most one profile under way. */
  static final List<String> PROBE_COUNTRIES =
      List.of("KR", "LT", "LV", "NL", "NO", "NZ", "PL", "PT", "SE", "SI", "SK", "TW");

  private static final Category CATEGORY = Category.WORKING_HOLIDAY;

  private final int season;
  private final SplittableRandom random;

  /**
   * @param season the current year, because profiles are submitted now
   */
  Profiles(int season, long seed) {
    this(season, new SplittableRandom(seed));
  }

  private Profiles(int season, SplittableRandom random) {
    this.season = season;
    this.random = random;
  }

  /** Other profiles of the same season, for another thread. */
  Profiles split() {
    return new Profiles(season, random.split());
  }

  int season() {
    return season;
  }

  /** The pool of a country to which bursts and the round belong. */
  PoolId pool(String country) {
    return PoolIds.of(season, country, CATEGORY);
  }

  /** The pools of single profiles. */
  List<PoolId> probePools() {
    return PROBE_COUNTRIES.stream().flatMap(country -> pools(country).stream()).toList();
  }

  private List<PoolId> pools(String country) {
    return List.of(
            Category.WORKING_HOLIDAY, Category.YOUNG_PROFESSIONALS, Category.INTERNATIONAL_COOP)
        .stream()
        .map(category -> PoolIds.of(season, country, category))
        .toList();
  }

  /** Plans and quotas of all countries: open now, and no round unless it is ordered. */
  List<Event> announcements(Instant now) {
    List<String> countries = new ArrayList<>(COUNTRIES);
    countries.add(ROUND_COUNTRY);
    countries.addAll(PROBE_COUNTRIES);
    List<Event> events = new ArrayList<>();
    for (String country : countries) {
      List<PoolPlan> plans =
          pools(country).stream().map(pool -> plan(pool.getCategory(), now)).toList();
      events.add(new SeasonPlanned(uuid(), now, season, country, plans, null));
      for (PoolId pool : pools(country)) {
        Quota quota = new Quota(QuotaKind.NUMBER, 1_000_000);
        events.add(new QuotaAnnounced(uuid(), now, pool, quota, null));
      }
    }
    return events;
  }

  private static PoolPlan plan(Category category, Instant now) {
    Instant opened = now.minus(2, ChronoUnit.HOURS);
    return PoolPlan.newBuilder()
        .setCategory(category)
        .setRule(EligibilityRule.newBuilder().build())
        .setOpensAt(opened)
        .setFirstRoundAt(now.minus(1, ChronoUnit.HOURS))
        .setPauses(List.of(new Pause(opened, now.minus(1, ChronoUnit.MINUTES))))
        .setFinalRoundAt(now.plus(100, ChronoUnit.DAYS))
        .setClosesAt(now.plus(120, ChronoUnit.DAYS))
        .build();
  }

  /** Profiles of all countries of bursts. */
  List<ProfileSubmitted> burst(int number) {
    List<ProfileSubmitted> profiles = new ArrayList<>(number);
    Instant now = now();
    for (int i = 0; i < number; i++) {
      profiles.add(profile(pool(COUNTRIES.get(random.nextInt(COUNTRIES.size()))), now));
    }
    return profiles;
  }

  /** Profiles that want the pool. */
  List<ProfileSubmitted> of(PoolId pool, int number) {
    List<ProfileSubmitted> profiles = new ArrayList<>(number);
    Instant now = now();
    for (int i = 0; i < number; i++) {
      profiles.add(profile(pool, now));
    }
    return profiles;
  }

  private ProfileSubmitted profile(PoolId pool, Instant now) {
    return ProfileSubmitted.newBuilder()
        .setEventId(uuid())
        .setOccurredAt(now)
        .setProfileId(uuid())
        .setCandidateId(uuid())
        .setSeason(season)
        .setCitizenship(pool.getCountry())
        .setBirthDate(LocalDate.of(season - 25, 1 + random.nextInt(12), 1 + random.nextInt(28)))
        .setResidence(pool.getCountry())
        .setWanted(List.of(new WantedPool(pool.getCategory(), null)))
        .build();
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  private UUID uuid() {
    return new UUID(
        (random.nextLong() & ~0xF000L) | 0x4000L,
        (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
  }
}
