package org.iecpools.simulator.replay;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.iecpools.domain.Reference;
import org.iecpools.events.Category;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.WantedPool;
import org.iecpools.simulator.upstream.Ids;
import org.iecpools.simulator.upstream.SeasonFacts;

/**
 * Generates applicants for one pool who are eligible all season: of the right age from its opening
 * to its close, resident in the country of citizenship, with what the category requires, and
 * without earlier participations.
 */
final class Applicants {

  /** The usual maximum age in years, for pools that are in no shipped season. */
  private static final int USUAL_HIGHEST_AGE = 35;

  private static final Reference REFERENCE = Reference.shipped();
  private static final Map<String, ZoneId> ZONES = zones();

  private final SplittableRandom random;

  Applicants(SplittableRandom random) {
    this.random = random;
  }

  private static Map<String, ZoneId> zones() {
    var zones = new HashMap<String, ZoneId>();
    SeasonFacts.SHIPPED.forEach(
        season -> SeasonFacts.of(season).countries().forEach(c -> zones.put(c.code(), c.zone())));
    return zones;
  }

  /**
   * The eligibility rule of a pool: from the reference data of its season, else of the nearest
   * season, else a default.
   */
  static EligibilityRule rule(PoolId pool) {
    return REFERENCE.seasons().stream()
        .sorted(Comparator.comparingInt(known -> Math.abs(known - pool.getSeason())))
        // For a stream that is not in the reference data, use the rule of its category.
        .flatMap(
            known ->
                Stream.of(
                    in(pool, known), PoolIds.of(known, pool.getCountry(), pool.getCategory())))
        .flatMap(known -> REFERENCE.rule(known).stream())
        .findFirst()
        .orElseGet(
            () ->
                EligibilityRule.newBuilder()
                    .setMaxAge(USUAL_HIGHEST_AGE)
                    .setJobOffer(pool.getCategory() == Category.YOUNG_PROFESSIONALS)
                    .setStudent(pool.getCategory() == Category.INTERNATIONAL_COOP)
                    .setPlacement(pool.getCategory() == Category.INTERNATIONAL_COOP)
                    .build());
  }

  private static PoolId in(PoolId pool, int season) {
    return PoolId.newBuilder(pool).setSeason(season).build();
  }

  /**
   * Creates a profile of a new applicant.
   *
   * @param opens the first day of the pool
   * @param closes the last day of the pool
   */
  ProfileSubmitted next(
      PoolId pool, EligibilityRule rule, LocalDate opens, LocalDate closes, Instant at) {
    LocalDate oldest = closes.minusYears(rule.getMaxAge() + 1L).plusDays(2);
    LocalDate youngest = opens.minusYears(rule.getMinAge()).minusDays(2);
    long days = youngest.toEpochDay() - oldest.toEpochDay();
    return ProfileSubmitted.newBuilder()
        .setEventId(Ids.next(random))
        .setOccurredAt(at)
        .setProfileId(Ids.next(random))
        .setCandidateId(Ids.next(random))
        .setSeason(pool.getSeason())
        .setCitizenship(pool.getCountry())
        .setBirthDate(oldest.plusDays(random.nextLong(days)))
        .setResidence(pool.getCountry())
        .setWanted(List.of(new WantedPool(pool.getCategory(), pool.getStream())))
        .setJobOffer(rule.getJobOffer())
        .setStudent(rule.getStudent())
        .setPlacement(rule.getPlacement())
        .setPreviousParticipations(0)
        .setTimeZone(
            Optional.ofNullable(ZONES.get(pool.getCountry())).map(ZoneId::getId).orElse("UTC"))
        .build();
  }
}
