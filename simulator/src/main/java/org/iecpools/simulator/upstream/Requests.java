package org.iecpools.simulator.upstream;

import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.domain.IdentityDigests;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.WantedPool;

/** Builds the bodies of the HTTP requests of operators and candidates. */
final class Requests {

  private Requests() {}

  static Map<String, Object> profile(ProfileSubmitted form) {
    var body = new LinkedHashMap<String, Object>();
    body.put("season", form.getSeason());
    body.put("citizenship", form.getCitizenship());
    body.put("birthDate", form.getBirthDate().toString());
    body.put("residence", form.getResidence());
    body.put("wanted", form.getWanted().stream().map(Requests::wanted).toList());
    body.put("jobOffer", form.getJobOffer());
    body.put("student", form.getStudent());
    body.put("placement", form.getPlacement());
    body.put("previousParticipations", form.getPreviousParticipations());
    body.put("timeZone", form.getTimeZone());
    Optional.ofNullable(form.getIdentityDigest())
        .ifPresent(digest -> body.put("identityDigest", IdentityDigests.text(digest)));
    return body;
  }

  private static Map<String, Object> wanted(WantedPool pool) {
    var body = new LinkedHashMap<String, Object>();
    body.put("category", pool.getCategory().name());
    body.put("stream", pool.getStream());
    return body;
  }

  static Map<String, Object> season(SeasonPlanned plan) {
    return Map.of(
        "season",
        plan.getSeason(),
        "country",
        plan.getCountry(),
        "pools",
        plan.getPools().stream().map(Requests::pool).toList());
  }

  private static Map<String, Object> pool(PoolPlan plan) {
    EligibilityRule rule = plan.getRule();
    var body = new LinkedHashMap<String, Object>();
    body.put("category", plan.getCategory().name());
    body.put("stream", plan.getStream());
    body.put(
        "rule",
        Map.of(
            "minAge", rule.getMinAge(),
            "maxAge", rule.getMaxAge(),
            "jobOffer", rule.getJobOffer(),
            "student", rule.getStudent(),
            "placement", rule.getPlacement(),
            "participations", rule.getParticipations(),
            "residence", rule.getResidence().name()));
    body.put("opensAt", plan.getOpensAt().toString());
    body.put("firstRoundAt", plan.getFirstRoundAt().toString());
    body.put("finalRoundAt", plan.getFinalRoundAt().toString());
    body.put("closesAt", plan.getClosesAt().toString());
    body.put(
        "pauses",
        plan.getPauses().stream()
            .map(p -> Map.of("from", p.getFrom().toString(), "until", p.getUntil().toString()))
            .toList());
    body.put("roundCap", plan.getRoundCap());
    body.put("expectedYield", plan.getExpectedYield());
    return body;
  }

  static Map<String, Object> quota(QuotaAnnounced announcement) {
    Quota quota = announcement.getQuota();
    Object value = quota.getKind() == QuotaKind.NUMBER ? quota.getPermits() : Quotas.text(quota);
    return Map.of("pool", PoolIds.text(announcement.getPool()), "quota", value);
  }

  static Map<String, Object> publicationTime(PublicationTimeSet set) {
    return Map.of(
        "season",
        set.getSeason(),
        "timeOfDay",
        LocalTime.MIDNIGHT.plusMinutes(set.getMinuteOfDay()).toString());
  }

  /**
   * The body of an order of rounds.
   *
   * @param commandId idempotency key of the order
   * @param orders at least one; all of one season and country
   */
  static Map<String, Object> rounds(UUID commandId, List<RoundOrder> orders) {
    return Map.of(
        "commandId",
        commandId.toString(),
        "season",
        orders.getFirst().pool().getSeason(),
        "country",
        orders.getFirst().pool().getCountry(),
        "orders",
        orders.stream()
            .map(order -> Map.of("pool", PoolIds.text(order.pool()), "size", order.size()))
            .toList());
  }
}
