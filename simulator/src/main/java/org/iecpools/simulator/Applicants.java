package org.iecpools.simulator;

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
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.WantedPool;

/**
 * People who want one pool and may enter it, all season long: of the right age from its opening to
 * its close, living in the country of citizenship, with whatever the category needs, and taking
 * part for the first time.
 */
final class Applicants {

  /** The general agreement, for pools that no shipped season knows. */
  private static final int USUAL_HIGHEST_AGE = 35;

  private static final Reference REFERENCE = Reference.shipped();
  private static final Map<String, ZoneId> ZONES = zones();

  private final SplittableRandom dice;

  Applicants(SplittableRandom dice) {
    this.dice = dice;
  }

  private static Map<String, ZoneId> zones() {
    var zones = new HashMap<String, ZoneId>();
    Announcement.SHIPPED.forEach(
        season -> Announcement.of(season).countries().forEach(c -> zones.put(c.code(), c.zone())));
    return zones;
  }

  /**
   * Who may enter a pool: what the reference knows of its season, else of the season nearest to it,
   * else the usual.
   */
  static EligibilityRule rule(PoolId pool) {
    return REFERENCE.seasons().stream()
        .sorted(Comparator.comparingInt(known -> Math.abs(known - pool.getSeason())))
        // A stream that the reference does not know is for the same people as its category.
        .flatMap(known -> Stream.of(in(pool, known, pool.getStream()), in(pool, known, null)))
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

  private static PoolId in(PoolId pool, int season, String stream) {
    return new PoolId(season, pool.getCountry(), pool.getCategory(), stream);
  }

  /**
   * Somebody new.
   *
   * @param opens the first day of the pool
   * @param closes the last one
   */
  ProfileSubmitted next(
      PoolId pool, EligibilityRule rule, LocalDate opens, LocalDate closes, Instant at) {
    LocalDate oldest = closes.minusYears(rule.getMaxAge() + 1L).plusDays(2);
    LocalDate youngest = opens.minusYears(rule.getMinAge()).minusDays(2);
    long days = youngest.toEpochDay() - oldest.toEpochDay();
    return ProfileSubmitted.newBuilder()
        .setEventId(Ids.next(dice))
        .setOccurredAt(at)
        .setProfileId(Ids.next(dice))
        .setCandidateId(Ids.next(dice))
        .setSeason(pool.getSeason())
        .setCitizenship(pool.getCountry())
        .setBirthDate(oldest.plusDays(dice.nextLong(days)))
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
