package org.iecpools.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.iecpools.events.CandidateEvent;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.WantedPool;

/** Builds the HTTP requests of operators and candidates. */
final class Requests {

  private Requests() {}

  /**
   * The result of a request.
   *
   * @param status HTTP status of the response
   * @param become the event that the service published; null if it refused the request
   * @param body body of the response, for messages
   */
  record Sent(int status, CandidateEvent become, String body) {}

  static Sent send(Services services, CandidateEvent event) {
    String candidate = event.getCandidateId().toString();
    Services.Answer answer =
        switch (event) {
          case ProfileSubmitted form ->
              services.submitProfile(candidate, form.getProfileId().toString(), profile(form));
          case InvitationAccepted e ->
              services.answerInvitation(candidate, e.getInvitationId().toString(), "accept");
          case InvitationDeclined e ->
              services.answerInvitation(candidate, e.getInvitationId().toString(), "decline");
          default -> throw new IllegalArgumentException("nobody says this by HTTP: " + event);
        };
    CandidateEvent become = answer.done() ? become(event, answer) : null;
    return new Sent(answer.status(), become, String.valueOf(answer.body()));
  }

  /**
   * Creates the event that the service published: the service assigns the profile id, and the id of
   * the planned event was the idempotency key.
   */
  private static CandidateEvent become(CandidateEvent event, Services.Answer answer) {
    return event instanceof ProfileSubmitted form
        ? ProfileSubmitted.newBuilder(form)
            .setProfileId(UUID.fromString(answer.body().get("profileId").asString()))
            .build()
        : event;
  }

  private static Map<String, Object> profile(ProfileSubmitted form) {
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

  static Map<String, Object> quota(QuotaAnnounced said) {
    return Map.of(
        "pool",
        PoolIds.text(said.getPool()),
        "quota",
        said.getQuota().getPermits() == null
            ? Quotas.text(said.getQuota())
            : said.getQuota().getPermits());
  }

  /**
   * Builds the request that orders rounds.
   *
   * @param command idempotency key of the order
   */
  static Map<String, Object> rounds(UUID command, List<Operators.Order> orders) {
    return Map.of(
        "commandId",
        command.toString(),
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
