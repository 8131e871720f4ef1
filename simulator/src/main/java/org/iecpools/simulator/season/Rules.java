package org.iecpools.simulator.season;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.Residence;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.WantedPool;

/** The public rules of the programme, implemented independently of the services. */
final class Rules {

  /** Calendar days allowed for the answer to an invitation. */
  static final int ANSWER_DAYS = 10;

  /** Calendar days allowed from the acceptance to the application. */
  static final int SUBMIT_DAYS = 20;

  /** Calendar days for which a profile is valid, after the day of its submission. */
  static final int PROFILE_DAYS = 365;

  private static final int MOST_POOLS = 3;

  private final Map<String, SeasonPlanned> plans = new HashMap<>();

  void planned(SeasonPlanned plan) {
    plans.put(plan.getCountry(), plan);
  }

  /** The plan of a pool; empty if it is not offered. */
  Optional<PoolPlan> plan(PoolId pool) {
    SeasonPlanned plan = plans.get(pool.getCountry());
    return plan == null
        ? Optional.empty()
        : plan.getPools().stream()
            .filter(
                p ->
                    p.getCategory() == pool.getCategory()
                        && Objects.equals(p.getStream(), pool.getStream()))
            .findFirst();
  }

  /**
   * The pools that a profile may enter at an instant, each with the last eligible day in the
   * candidate's time zone. Empty if the whole profile is invalid.
   *
   * @param closed pools that take no entries
   */
  Map<PoolId, LocalDate> admitted(ProfileSubmitted profile, Predicate<PoolId> closed, Instant now) {
    List<WantedPool> wanted = profile.getWanted();
    if (wanted.isEmpty()
        || wanted.size() > MOST_POOLS
        || new HashSet<>(wanted).size() < wanted.size()
        || !plans.containsKey(profile.getCitizenship())) {
      return Map.of();
    }
    var admitted = new LinkedHashMap<PoolId, LocalDate>();
    for (WantedPool pool : wanted) {
      PoolId id =
          new PoolId(
              profile.getSeason(), profile.getCitizenship(), pool.getCategory(), pool.getStream());
      plan(id)
          .filter(plan -> !now.isBefore(plan.getOpensAt()) && now.isBefore(plan.getClosesAt()))
          .map(PoolPlan::getRule)
          .filter(rule -> !closed.test(id) && fits(profile, rule, now))
          .ifPresent(rule -> admitted.put(id, lastDay(profile, rule, now)));
    }
    return admitted;
  }

  private static boolean fits(ProfileSubmitted profile, EligibilityRule rule, Instant now) {
    LocalDate today = today(profile, now);
    return !today.isBefore(birthday(profile.getBirthDate(), rule.getMinAge()))
        && !today.isAfter(lastDay(profile.getBirthDate(), rule))
        && (!rule.getJobOffer() || profile.getJobOffer())
        && (!rule.getStudent() || profile.getStudent())
        && (!rule.getPlacement() || profile.getPlacement())
        && profile.getPreviousParticipations() < rule.getParticipations()
        && (rule.getResidence() != Residence.OWN_COUNTRY
            || profile.getResidence().equals(profile.getCitizenship()));
  }

  /** The last day in a pool: the last one of the age or of the profile, whichever is earlier. */
  private static LocalDate lastDay(ProfileSubmitted profile, EligibilityRule rule, Instant now) {
    LocalDate byAge = lastDay(profile.getBirthDate(), rule);
    LocalDate byValidity = today(profile, now).plusDays(PROFILE_DAYS);
    return byValidity.isBefore(byAge) ? byValidity : byAge;
  }

  private static LocalDate lastDay(LocalDate born, EligibilityRule rule) {
    return birthday(born, rule.getMaxAge() + 1).minusDays(1);
  }

  /** A birthday; for people born on 29 February it is 1 March in common years. */
  static LocalDate birthday(LocalDate born, int years) {
    LocalDate day = born.plusYears(years);
    return day.getDayOfMonth() == born.getDayOfMonth() ? day : day.plusDays(1);
  }

  static LocalDate today(ProfileSubmitted profile, Instant now) {
    return now.atZone(ZoneId.of(profile.getTimeZone())).toLocalDate();
  }

  /**
   * The deadline: midnight in the candidate's time zone after a number of full days following the
   * day of the instant.
   */
  static Instant deadline(ProfileSubmitted profile, Instant from, int days) {
    ZoneId zone = ZoneId.of(profile.getTimeZone());
    return from.atZone(zone).toLocalDate().plusDays(days + 1L).atStartOfDay(zone).toInstant();
  }
}
