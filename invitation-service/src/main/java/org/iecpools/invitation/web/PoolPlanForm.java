package org.iecpools.invitation.web;

import static java.util.Comparator.comparing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.iecpools.domain.SeasonWindow;
import org.iecpools.events.Category;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.Pause;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.Residence;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.kit.web.Value;

/**
 * A pool's plan as sent in the announcement of a season. A value is empty if it is invalid or
 * omitted.
 *
 * @param fields the fields, for faults that are found later
 */
record PoolPlanForm(
    RequestReader fields,
    Optional<Category> category,
    Optional<String> stream,
    Optional<EligibilityRule> rule,
    Optional<Instant> opensAt,
    Optional<Instant> firstRoundAt,
    Optional<Instant> finalRoundAt,
    Optional<Instant> closesAt,
    List<Pause> pauses,
    Optional<Integer> roundCap,
    Optional<Double> expectedYield) {

  private static final int MAX_PAUSES = 100;
  private static final int MAX_AGE = 120;
  private static final int DEFAULT_MIN_AGE = 18;
  private static final int MAX_PARTICIPATIONS = 100;
  private static final int MAX_ROUND_CAP = 1_000_000;

  /** A smaller yield would make a round hundreds of times its spots. */
  private static final double MIN_YIELD = 0.01;

  /**
   * Reads a plan and records its faults.
   *
   * @param seen pools that the announcement has named before; this pool is added
   * @param window instants that the season may state
   */
  static PoolPlanForm read(RequestReader in, Set<String> seen, SeasonWindow window) {
    Optional<Category> category = in.required("category").oneOf(Category.class);
    Optional<String> stream = stream(in.optional("stream"));
    if (category.isPresent() && !seen.add(category.get() + "/" + stream.orElse(""))) {
      in.fault("category", FaultCode.GIVEN_TWICE, "A season can name a pool only once.");
    }
    PoolPlanForm form =
        new PoolPlanForm(
            in,
            category,
            stream,
            in.required("rule").object(PoolPlanForm::rule),
            in.required("opensAt").instant(window),
            in.required("firstRoundAt").instant(window),
            in.required("finalRoundAt").instant(window),
            in.required("closesAt").instant(window),
            pauses(in.optional("pauses"), window),
            in.optional("roundCap").integer(0, MAX_ROUND_CAP),
            in.optional("expectedYield").number(MIN_YIELD, 1));
    form.checkAscending("opensAt", form.opensAt, "firstRoundAt", form.firstRoundAt);
    form.checkAscending("firstRoundAt", form.firstRoundAt, "finalRoundAt", form.finalRoundAt);
    form.checkAscending("finalRoundAt", form.finalRoundAt, "closesAt", form.closesAt);
    return form;
  }

  /** The pool; empty if its category is invalid. */
  Optional<PoolId> id(int season, String country) {
    return category.map(
        known ->
            stream
                .map(name -> new PoolId(season, country, known, name))
                .orElseGet(() -> PoolIds.of(season, country, known)));
  }

  /** The plan of a form without faults. */
  PoolPlan plan() {
    PoolPlan.Builder plan =
        PoolPlan.newBuilder()
            .setCategory(category.orElseThrow())
            .setRule(rule.orElseThrow())
            .setOpensAt(opensAt.orElseThrow())
            .setFirstRoundAt(firstRoundAt.orElseThrow())
            .setFinalRoundAt(finalRoundAt.orElseThrow())
            .setClosesAt(closesAt.orElseThrow())
            .setPauses(pauses);
    stream.ifPresent(plan::setStream);
    roundCap.ifPresent(plan::setRoundCap);
    expectedYield.ifPresent(plan::setExpectedYield);
    return plan.build();
  }

  private static Optional<String> stream(Value value) {
    Optional<String> stream = value.stream();
    // Only the stream is checked; season, country and category are any valid ones.
    stream
        .map(name -> PoolIds.fault(new PoolId(2026, "IE", Category.WORKING_HOLIDAY, name)))
        .ifPresent(fault -> value.fault(FaultCode.BAD_STREAM, Reasons.sentence(fault)));
    return stream;
  }

  private static EligibilityRule rule(RequestReader in) {
    Optional<Integer> minAge = in.optional("minAge").integer(0, MAX_AGE);
    Optional<Integer> maxAge = in.required("maxAge").integer(1, MAX_AGE);
    int youngest = minAge.orElse(DEFAULT_MIN_AGE);
    if (maxAge.filter(oldest -> youngest > oldest).isPresent()) {
      in.fault(
          "minAge",
          FaultCode.NOT_ASCENDING,
          "minAge, %d%s, must not be above maxAge, %d."
              .formatted(youngest, minAge.isEmpty() ? " if omitted" : "", maxAge.get()));
    }
    return EligibilityRule.newBuilder()
        .setMinAge(youngest)
        .setMaxAge(maxAge.orElse(MAX_AGE))
        .setJobOffer(in.optional("jobOffer").flag().orElse(false))
        .setStudent(in.optional("student").flag().orElse(false))
        .setPlacement(in.optional("placement").flag().orElse(false))
        .setParticipations(in.optional("participations").integer(1, MAX_PARTICIPATIONS).orElse(1))
        .setResidence(in.optional("residence").oneOf(Residence.class).orElse(Residence.ANY))
        .build();
  }

  private record PauseForm(RequestReader fields, Pause pause) {}

  private static List<Pause> pauses(Value value, SeasonWindow window) {
    if (value.size() > MAX_PAUSES) {
      value.fault(
          FaultCode.TOO_MANY,
          "pauses has %d elements; at most %d are possible.".formatted(value.size(), MAX_PAUSES));
      return List.of();
    }
    List<PauseForm> pauses =
        value.list(pause -> pause.object(fields -> pause(fields, window)).flatMap(valid -> valid));
    checkDisjoint(pauses);
    return new ArrayList<>(pauses.stream().map(PauseForm::pause).toList());
  }

  private static Optional<PauseForm> pause(RequestReader in, SeasonWindow window) {
    Optional<Instant> from = in.required("from").instant(window);
    Optional<Instant> until = in.required("until").instant(window);
    if (from.isEmpty() || until.isEmpty()) {
      return Optional.empty();
    }
    if (!from.get().isBefore(until.get())) {
      in.fault("until", FaultCode.NOT_ASCENDING, "until must be after from.");
    }
    return Optional.of(new PauseForm(in, new Pause(from.get(), until.get())));
  }

  private static void checkDisjoint(List<PauseForm> pauses) {
    List<PauseForm> ordered =
        pauses.stream().sorted(comparing((PauseForm form) -> form.pause().getFrom())).toList();
    for (int i = 1; i < ordered.size(); i++) {
      Pause before = ordered.get(i - 1).pause();
      Pause pause = ordered.get(i).pause();
      if (pause.getFrom().isBefore(before.getUntil())) {
        ordered
            .get(i)
            .fields()
            .fault(
                "from",
                FaultCode.OVERLAP,
                "The pause from %s begins before the pause from %s ends, at %s; merge the two."
                    .formatted(pause.getFrom(), before.getFrom(), before.getUntil()));
      }
    }
  }

  private void checkAscending(
      String earlier, Optional<Instant> earlierAt, String later, Optional<Instant> laterAt) {
    if (earlierAt.isPresent() && laterAt.isPresent() && laterAt.get().isBefore(earlierAt.get())) {
      fields.fault(
          later, FaultCode.NOT_ASCENDING, "%s must not be before %s.".formatted(later, earlier));
    }
  }
}
