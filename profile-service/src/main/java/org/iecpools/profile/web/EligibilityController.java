package org.iecpools.profile.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.iecpools.domain.ClosedPools;
import org.iecpools.domain.Eligibility;
import org.iecpools.domain.Objection;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonBook;
import org.iecpools.domain.Weeks;
import org.iecpools.events.Category;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.Reason;
import org.iecpools.events.WantedPool;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.kit.web.Value;
import org.iecpools.profile.web.StandingView.ReasonView;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RestController;

/** Answers which pools would admit a person, before a profile is submitted. */
@RestController
final class EligibilityController implements EligibilityApi {

  // Objections to the choice of pools, which this query does not have.
  private static final Set<String> OF_THE_CHOICE =
      Set.of(
          Objection.NOTHING_CHOSEN.name(),
          Objection.CHOSEN_TWICE.name(),
          Objection.TOO_MANY_POOLS.name());

  private final SeasonBook book;
  private final ClosedPools closed;
  private final Clock clock;

  EligibilityController(SeasonBook book, ClosedPools closed, Clock clock) {
    this.book = book;
    this.closed = closed;
    this.clock = clock;
  }

  @Override
  public Answer eligibility(HttpServletRequest request) {
    Instant now = clock.instant();
    ProfileSubmitted person = person(request, now);
    List<Reason> reasons = new ArrayList<>();
    List<Pool> pools = new ArrayList<>();
    for (PoolId pool : pools(person)) {
      List<WantedPool> wanted = List.of(new WantedPool(pool.getCategory(), pool.getStream()));
      Eligibility.Assessment assessment =
          Eligibility.check(
              ProfileSubmitted.newBuilder(person).setWanted(wanted).build(),
              book,
              closed::closing,
              now);
      Optional<PoolPlan> plan = book.plan(pool);
      pools.add(
          new Pool(
              PoolIds.text(pool),
              pool.getCategory(),
              pool.getStream(),
              assessment.enters(),
              assessment.admitted().stream()
                  .findFirst()
                  .map(Eligibility.Admission::eligibleUntil)
                  .orElse(null),
              ReasonView.of(
                  assessment.refused().stream().flatMap(r -> r.reasons().stream()).toList()),
              plan.map(PoolPlan::getRule).map(EligibilityController::rule).orElse(null),
              plan.map(PoolPlan::getOpensAt).orElse(null),
              plan.map(PoolPlan::getClosesAt).orElse(null)));
    }
    Eligibility.check(person, book, closed::closing, now).profile().stream()
        .filter(reason -> !OF_THE_CHOICE.contains(reason.getCode()))
        .forEach(reasons::add);
    return new Answer(
        person.getSeason(),
        person.getCitizenship(),
        Reference.shipped().countryName(person.getCitizenship()),
        now,
        ReasonView.of(reasons),
        pools);
  }

  /**
   * The country's pools that the season names, and general pools of categories that it does not
   * offer.
   */
  private List<PoolId> pools(ProfileSubmitted person) {
    if (book.plan(person.getSeason(), person.getCitizenship()).isEmpty()) {
      return List.of();
    }
    Set<PoolId> pools = new HashSet<>();
    for (Category category : Value.known(Category.class)) {
      pools.add(PoolIds.of(person.getSeason(), person.getCitizenship(), category));
    }
    book.pools(person.getSeason()).stream()
        .filter(pool -> pool.getCountry().equals(person.getCitizenship()))
        .forEach(pools::add);
    return pools.stream().sorted(PoolIds.ORDER).toList();
  }

  /** Reads the query. Omitted flags are false; an omitted residence is the citizenship. */
  private static ProfileSubmitted person(HttpServletRequest request, Instant now) {
    Faults faults = new Faults();
    RequestReader in = RequestReader.parameters(request, faults);
    int season = in.required("season").season().orElse(0);
    String citizenship = in.required("country").countryCode(FaultCode.UNKNOWN_COUNTRY).orElse("");
    LocalDate birthDate =
        in.required("birthDate").date().orElse(now.atZone(ZoneOffset.UTC).toLocalDate());
    String residence =
        in.optional("residence").countryCode(FaultCode.UNKNOWN_RESIDENCE).orElse(citizenship);
    UUID nobody = new UUID(0, 0);
    ProfileSubmitted person =
        ProfileSubmitted.newBuilder()
            .setEventId(nobody)
            .setOccurredAt(now)
            .setProfileId(nobody)
            .setCandidateId(nobody)
            .setSeason(season)
            .setCitizenship(citizenship)
            .setBirthDate(birthDate)
            .setResidence(residence)
            .setWanted(List.of())
            .setJobOffer(in.optional("jobOffer").flag().orElse(false))
            .setStudent(in.optional("student").flag().orElse(false))
            .setPlacement(in.optional("placement").flag().orElse(false))
            .setPreviousParticipations(in.optional("previousParticipations").integer().orElse(0))
            .setTimeZone(in.optional("timeZone").text().orElse(Weeks.ZONE.getId()))
            .build();
    in.end();
    faults.throwIfAny(HttpStatus.BAD_REQUEST, "The query cannot be read");
    return person;
  }

  private static Rule rule(EligibilityRule rule) {
    return new Rule(
        rule.getMinAge(),
        rule.getMaxAge(),
        rule.getJobOffer(),
        rule.getStudent(),
        rule.getPlacement(),
        rule.getParticipations(),
        rule.getResidence());
  }
}
