package org.iecpools.domain;

import static org.iecpools.domain.Objection.*;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.iecpools.events.Category;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.Reason;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.WantedPool;
import org.jspecify.annotations.Nullable;

/**
 * Rule 1: decides which pools a candidate may enter. An assessment contains all reasons at once.
 * The season's plan decides what is offered: a pool that it does not list is not offered.
 */
public final class Eligibility {

  /** Maximum number of pools that one profile may choose. */
  public static final int MOST_POOLS = 3;

  private static final int OLDEST_EVER = 120;

  // Regions only: a fixed offset such as +02:00 ignores daylight saving time, so days would end at
  // the wrong hour.
  private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());

  private Eligibility() {}

  /**
   * Result of checking a profile.
   *
   * @param profile reasons against the whole profile; if there are any, nothing is admitted
   * @param admitted pools that the candidate enters, in the order of the profile
   * @param refused pools that the candidate does not enter, with every reason
   */
  public record Assessment(List<Reason> profile, List<Admission> admitted, List<Refusal> refused) {
    public Assessment {
      profile = List.copyOf(profile);
      admitted = List.copyOf(admitted);
      refused = List.copyOf(refused);
    }

    /** Whether the candidate enters at least one pool. */
    public boolean enters() {
      return !admitted.isEmpty();
    }
  }

  /**
   * A pool that the candidate enters.
   *
   * @param eligibleUntil last day, in the candidate's time zone, on which the age fits
   */
  public record Admission(PoolId pool, LocalDate eligibleUntil) {}

  /**
   * A pool that the candidate does not enter.
   *
   * @param reasons at least one
   */
  public record Refusal(PoolId pool, List<Reason> reasons) {
    public Refusal {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * Checks a profile against the season's plan.
   *
   * @param closings the closing in force of a pool; empty if the pool is open
   * @param now time of the check; its day in the candidate's time zone determines the age
   */
  public static Assessment check(
      ProfileSubmitted profile,
      SeasonBook book,
      Function<PoolId, Optional<PoolClosed>> closings,
      Instant now) {
    Optional<ZoneId> zone = zone(profile.getTimeZone());
    // If the time zone is invalid, use the programme's own, so that the other reasons can still be
    // reported.
    LocalDate today = now.atZone(zone.orElse(Weeks.ZONE)).toLocalDate();
    List<Reason> against = new ArrayList<>();
    if (zone.isEmpty()) {
      against.add(
          BAD_TIME_ZONE.because(
              "\"%s\" is not a time zone of the IANA database; use one such as Europe/Dublin."
                  .formatted(profile.getTimeZone())));
    }
    against.addAll(person(profile, today));
    against.addAll(choice(profile.getWanted()));
    against.addAll(season(profile, book, now));

    List<Admission> admitted = new ArrayList<>();
    List<Refusal> refused = new ArrayList<>();
    if (book.plan(profile.getSeason(), profile.getCitizenship()).isPresent()) {
      for (PoolId pool : wanted(profile)) {
        List<Reason> reasons = pool(pool, profile, book, closings, today, now);
        if (!reasons.isEmpty()) {
          refused.add(new Refusal(pool, reasons));
        } else if (against.isEmpty()) {
          int maxAge = book.plan(pool).orElseThrow().getRule().getMaxAge();
          admitted.add(new Admission(pool, eligibleUntil(profile.getBirthDate(), maxAge)));
        }
      }
    }
    return new Assessment(against, admitted, refused);
  }

  /**
   * Last day on which a person is at most {@code maxAge} years old: the day before the birthday on
   * which the person turns {@code maxAge + 1}. In a common year, the birthday of a person born on
   * 29 February is 1 March.
   */
  public static LocalDate eligibleUntil(LocalDate birthDate, int maxAge) {
    return Ages.birthday(birthDate, maxAge + 1).minusDays(1);
  }

  /** The distinct pools that a profile chooses, in the order of the profile. */
  public static Set<PoolId> wanted(ProfileSubmitted profile) {
    Set<PoolId> pools = new LinkedHashSet<>();
    for (WantedPool wanted : profile.getWanted()) {
      pools.add(
          new PoolId(
              profile.getSeason(),
              profile.getCitizenship(),
              wanted.getCategory(),
              wanted.getStream()));
    }
    return pools;
  }

  private static List<Reason> person(ProfileSubmitted profile, LocalDate today) {
    List<Reason> against = new ArrayList<>();
    if (!Reference.shipped().isCountry(profile.getCitizenship())) {
      against.add(
          UNKNOWN_COUNTRY.because(
              "\"%s\" is not a country of citizenship; use an ISO 3166-1 code such as IE."
                  .formatted(profile.getCitizenship())));
    }
    if (!Reference.shipped().isCountry(profile.getResidence())) {
      against.add(
          UNKNOWN_RESIDENCE.because(
              "\"%s\" is not a country of residence; use an ISO 3166-1 code such as IE."
                  .formatted(profile.getResidence())));
    }
    LocalDate born = profile.getBirthDate();
    if (born.isAfter(today) || born.isBefore(today.minusYears(OLDEST_EVER))) {
      against.add(
          BIRTH_DATE_IMPLAUSIBLE.because(
              "The date of birth %s is not within the %d years before today, %s."
                  .formatted(born, OLDEST_EVER, today)));
    }
    if (profile.getPreviousParticipations() < 0) {
      against.add(
          BAD_PARTICIPATIONS.because(
              "%d previous participations are not possible; use 0 or more."
                  .formatted(profile.getPreviousParticipations())));
    }
    return against;
  }

  private static List<Reason> choice(List<WantedPool> wanted) {
    List<Reason> against = new ArrayList<>();
    Set<WantedPool> seen = new HashSet<>();
    Set<WantedPool> repeated = new LinkedHashSet<>();
    for (WantedPool pool : wanted) {
      if (!seen.add(pool)) {
        repeated.add(pool);
      }
    }
    if (wanted.isEmpty()) {
      against.add(
          NOTHING_CHOSEN.because("No category is chosen; choose one to %d.".formatted(MOST_POOLS)));
    }
    for (WantedPool pool : repeated) {
      against.add(
          CHOSEN_TWICE.because(
              "%s is chosen more than once; choose it once."
                  .formatted(name(pool.getCategory(), pool.getStream()))));
    }
    if (seen.size() > MOST_POOLS) {
      against.add(
          TOO_MANY_POOLS.because(
              "%d pools are chosen; choose at most %d.".formatted(seen.size(), MOST_POOLS)));
    }
    return against;
  }

  private static List<Reason> season(ProfileSubmitted profile, SeasonBook book, Instant now) {
    int season = profile.getSeason();
    String country = profile.getCitizenship();
    Optional<SeasonPlanned> plan = book.plan(season, country);
    if (plan.isEmpty()) {
      if (!book.planned(season)) {
        return List.of(
            SEASON_NOT_PLANNED.because(
                "The season %d has not been announced; profiles are accepted once it is."
                    .formatted(season)));
      }
      // An unknown country is already reported as UNKNOWN_COUNTRY.
      return Reference.shipped().isCountry(country)
          ? List.of(
              COUNTRY_NOT_IN_SEASON.because(
                  "%s does not take part in the season %d; citizenship of a participating country is required."
                      .formatted(Reference.shipped().countryName(country), season)))
          : List.of();
    }
    List<PoolPlan> pools = plan.get().getPools();
    if (pools.isEmpty()) {
      return List.of();
    }
    if (pools.stream().allMatch(pool -> now.isBefore(pool.getOpensAt()))) {
      Instant opens =
          pools.stream().map(PoolPlan::getOpensAt).min(Instant::compareTo).orElseThrow();
      return List.of(
          SEASON_NOT_OPEN.because(
              "The season %d of %s opens at %s; profiles are accepted from then on."
                  .formatted(season, Reference.shipped().countryName(country), opens)));
    }
    if (pools.stream().noneMatch(pool -> now.isBefore(pool.getClosesAt()))) {
      Instant closed =
          pools.stream().map(PoolPlan::getClosesAt).max(Instant::compareTo).orElseThrow();
      return List.of(
          SEASON_OVER.because(
              "The season %d of %s ended at %s; profiles were accepted until then."
                  .formatted(season, Reference.shipped().countryName(country), closed)));
    }
    return List.of();
  }

  private static List<Reason> pool(
      PoolId pool,
      ProfileSubmitted profile,
      SeasonBook book,
      Function<PoolId, Optional<PoolClosed>> closings,
      LocalDate today,
      Instant now) {
    Optional<PoolPlan> offered =
        book.plan(pool)
            .filter(
                plan ->
                    book.quota(pool)
                        .filter(quota -> quota.getKind() == QuotaKind.NOT_OFFERED)
                        .isEmpty());
    if (offered.isEmpty()) {
      return List.of(CATEGORY_NOT_OFFERED.because(notOffered(pool, book)));
    }
    PoolPlan plan = offered.get();
    List<Reason> against = new ArrayList<>();
    if (now.isBefore(plan.getOpensAt())) {
      against.add(
          POOL_NOT_OPEN.because(
              "%s opens at %s; profiles are accepted from then on."
                  .formatted(name(pool), plan.getOpensAt())));
    } else if (!now.isBefore(plan.getClosesAt())) {
      against.add(
          POOL_OVER.because(
              "%s closed at %s for this season.".formatted(name(pool), plan.getClosesAt())));
    } else {
      closings.apply(pool).flatMap(closing -> closed(closing, book)).ifPresent(against::add);
    }
    against.addAll(rule(pool, plan.getRule(), profile, today));
    return against;
  }

  /**
   * The reason that a closing is against an entry; empty if it is not. Closings caused by the plan
   * or by the kind of quota give no reason here, because {@link #pool} checks both itself. Nor does
   * QUOTA_MET if a quota announced since leaves spots: the PoolOpened may still be on its way.
   */
  private static Optional<Reason> closed(PoolClosed closing, SeasonBook book) {
    PoolId pool = closing.getPool();
    return switch (closing.getCause()) {
      case QUOTA_MET -> {
        Quota quota = book.quota(pool).or(() -> Reference.shipped().quota(pool)).orElse(null);
        Integer lois = closing.getLois();
        if (quota == null
            || quota.getKind() != QuotaKind.NUMBER
            || (lois != null && quota.getPermits() > lois)) {
          yield Optional.empty();
        }
        yield Optional.of(
            POOL_CLOSED.because(
                "%s accepts no more profiles: its quota of %d is met%s; it opens again if spots become available."
                    .formatted(
                        name(pool),
                        quota.getPermits(),
                        lois == null ? "" : ", with %d LOIs issued".formatted(lois))));
      }
      case NOT_OPEN, SEASON_CLOSED, NOT_OFFERED, NOT_PLANNED -> Optional.empty();
      case UNKNOWN -> Optional.of(closed(closing));
      case null -> Optional.of(closed(closing));
    };
  }

  private static Reason closed(PoolClosed closing) {
    return POOL_CLOSED.because(
        "%s accepts no profiles for now: %s."
            .formatted(name(closing.getPool()), closing.getReason()));
  }

  private static List<Reason> rule(
      PoolId pool, EligibilityRule rule, ProfileSubmitted profile, LocalDate today) {
    List<Reason> against = new ArrayList<>();
    LocalDate born = profile.getBirthDate();
    int age = Ages.on(today, born);
    if (age < rule.getMinAge()) {
      against.add(
          TOO_YOUNG.because(
              "%s is for ages %d to %d; the candidate, born on %s, is %d and eligible from %s on."
                  .formatted(
                      name(pool),
                      rule.getMinAge(),
                      rule.getMaxAge(),
                      born,
                      Math.max(age, 0),
                      Ages.birthday(born, rule.getMinAge()))));
    }
    if (age > rule.getMaxAge()) {
      against.add(
          TOO_OLD.because(
              "%s is for ages %d to %d; the candidate, born on %s, is %d and was eligible until %s."
                  .formatted(
                      name(pool),
                      rule.getMinAge(),
                      rule.getMaxAge(),
                      born,
                      age,
                      eligibleUntil(born, rule.getMaxAge()))));
    }
    if (rule.getJobOffer() && !profile.getJobOffer()) {
      against.add(NO_JOB_OFFER.because("%s needs a job offer in Canada.".formatted(name(pool))));
    }
    if (rule.getStudent() && !profile.getStudent()) {
      against.add(
          NOT_A_STUDENT.because("%s is for registered students only.".formatted(name(pool))));
    }
    if (rule.getPlacement() && !profile.getPlacement()) {
      against.add(NO_PLACEMENT.because("%s needs a placement in Canada.".formatted(name(pool))));
    }
    if (profile.getPreviousParticipations() >= rule.getParticipations()) {
      against.add(
          NO_PARTICIPATION_LEFT.because(
              "%s allows at most %d participations, including this one, and %d are used."
                  .formatted(
                      name(pool), rule.getParticipations(), profile.getPreviousParticipations())));
    }
    switch (rule.getResidence()) {
      case ANY -> {}
      case OWN_COUNTRY -> {
        if (!profile.getResidence().equals(pool.getCountry())) {
          String own = Reference.shipped().countryName(pool.getCountry());
          against.add(
              NOT_RESIDENT.because(
                  "%s requires residence in %s; the candidate lives in %s."
                      .formatted(
                          name(pool),
                          own,
                          Reference.shipped().countryName(profile.getResidence()))));
        }
      }
      case UNKNOWN ->
          against.add(
              RULE_NOT_UNDERSTOOD.because(
                  "%s has a residence requirement that this version of the program does not know; the profile must wait for a newer version."
                      .formatted(name(pool))));
    }
    return against;
  }

  private static String notOffered(PoolId pool, SeasonBook book) {
    List<String> offered =
        book.plan(pool.getSeason(), pool.getCountry()).orElseThrow().getPools().stream()
            .map(plan -> new WantedPool(plan.getCategory(), plan.getStream()))
            .filter(
                other ->
                    book.quota(
                            PoolId.newBuilder(pool)
                                .setCategory(other.getCategory())
                                .setStream(other.getStream())
                                .build())
                        .filter(quota -> quota.getKind() == QuotaKind.NOT_OFFERED)
                        .isEmpty())
            .map(other -> name(other.getCategory(), other.getStream()))
            .toList();
    return "%s is not offered to citizens of %s in %d; %s."
        .formatted(
            name(pool),
            Reference.shipped().countryName(pool.getCountry()),
            pool.getSeason(),
            offered.isEmpty()
                ? "no other category is"
                : String.join(", ", offered) + " can be chosen");
  }

  private static Optional<ZoneId> zone(String text) {
    return ZONES.contains(text) ? Optional.of(ZoneId.of(text)) : Optional.empty();
  }

  private static String name(PoolId pool) {
    return name(pool.getCategory(), pool.getStream());
  }

  private static String name(Category category, @Nullable String stream) {
    String name =
        switch (category) {
          case WORKING_HOLIDAY -> "Working Holiday";
          case YOUNG_PROFESSIONALS -> "Young Professionals";
          case INTERNATIONAL_COOP -> "International Co-op";
          case UNKNOWN -> "An unknown category";
        };
    return stream == null ? name : name + " (" + stream + ")";
  }
}
