package org.iecpools.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.iecpools.events.Category;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.Residence;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.WantedPool;

/** Test fixtures. The season 2026 is open from December 2025 to October 2026. */
final class Given {

  static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
  static final Instant OPENS = Instant.parse("2025-12-15T05:00:00Z");
  static final Instant CLOSES = Instant.parse("2026-10-16T04:00:00Z");

  private Given() {}

  static PoolId pool(String country, Category category) {
    return pool(country, category, null);
  }

  static PoolId pool(String country, Category category, String stream) {
    return PoolId.newBuilder()
        .setSeason(2026)
        .setCountry(country)
        .setCategory(category)
        .setStream(stream)
        .build();
  }

  static EligibilityRule rule(Category category, int maxAge) {
    return EligibilityRule.newBuilder()
        .setMaxAge(maxAge)
        .setJobOffer(category == Category.YOUNG_PROFESSIONALS)
        .setStudent(category == Category.INTERNATIONAL_COOP)
        .setPlacement(category == Category.INTERNATIONAL_COOP)
        .setParticipations(2)
        .setResidence(Residence.ANY)
        .build();
  }

  static PoolPlan plan(Category category, EligibilityRule rule) {
    return plan(category, null, rule, OPENS, CLOSES);
  }

  static PoolPlan plan(
      Category category, String stream, EligibilityRule rule, Instant opens, Instant closes) {
    return PoolPlan.newBuilder()
        .setCategory(category)
        .setStream(stream)
        .setRule(rule)
        .setOpensAt(opens)
        .setFirstRoundAt(opens.plusSeconds(86_400))
        .setFinalRoundAt(closes.minusSeconds(86_400))
        .setClosesAt(closes)
        .build();
  }

  static SeasonPlanned season(String country, PoolPlan... pools) {
    return SeasonPlanned.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(Instant.parse("2025-11-01T00:00:00Z"))
        .setSeason(2026)
        .setCountry(country)
        .setPools(List.of(pools))
        .build();
  }

  static QuotaAnnounced quota(PoolId pool, Quota quota, Instant at) {
    return QuotaAnnounced.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(at)
        .setPool(pool)
        .setQuota(quota)
        .build();
  }

  static Quota permits(int permits) {
    return Quota.newBuilder().setKind(QuotaKind.NUMBER).setPermits(permits).build();
  }

  static Quota without(QuotaKind kind) {
    return Quota.newBuilder().setKind(kind).build();
  }

  /** Ireland with all three categories up to 35, Sweden with Working Holiday up to 30. */
  static SeasonBook book() {
    return book(
        season(
            "IE",
            plan(Category.INTERNATIONAL_COOP, rule(Category.INTERNATIONAL_COOP, 35)),
            plan(Category.YOUNG_PROFESSIONALS, rule(Category.YOUNG_PROFESSIONALS, 35)),
            plan(Category.WORKING_HOLIDAY, rule(Category.WORKING_HOLIDAY, 35))),
        season("SE", plan(Category.WORKING_HOLIDAY, rule(Category.WORKING_HOLIDAY, 30))));
  }

  static SeasonBook book(SeasonPlanned... plans) {
    var book = new SeasonBook();
    List.of(plans).forEach(book::apply);
    return book;
  }

  /**
   * A 25-year-old Irish candidate who meets the requirements of every category and chooses Working
   * Holiday.
   */
  static ProfileSubmitted.Builder profile() {
    return ProfileSubmitted.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(NOW)
        .setProfileId(UUID.randomUUID())
        .setCandidateId(UUID.randomUUID())
        .setSeason(2026)
        .setCitizenship("IE")
        .setBirthDate(LocalDate.parse("2000-06-15"))
        .setResidence("IE")
        .setWanted(wanted(Category.WORKING_HOLIDAY))
        .setJobOffer(true)
        .setStudent(true)
        .setPlacement(true)
        .setTimeZone("Europe/Dublin");
  }

  static List<WantedPool> wanted(Category... categories) {
    var wanted = new ArrayList<WantedPool>();
    for (Category category : categories) {
      wanted.add(new WantedPool(category, null));
    }
    return wanted;
  }

  /** Closings without a cause, as written by older versions. */
  static Function<PoolId, Optional<PoolClosed>> closings(Predicate<PoolId> closed) {
    return pool ->
        closed.test(pool)
            ? Optional.of(
                new PoolClosed(UUID.randomUUID(), NOW, pool, "its quota is met", 1, null, null))
            : Optional.empty();
  }
}
