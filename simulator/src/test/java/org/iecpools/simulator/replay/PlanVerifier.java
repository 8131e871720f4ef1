package org.iecpools.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.iecpools.events.PoolId;
import org.iecpools.simulator.replay.Cell.Count;
import org.iecpools.simulator.replay.Cell.Word;

/**
 * An independent implementation of the rules as a fold over the steps of a plan: rejects what a
 * service would reject, and computes what the dashboard will show.
 */
final class PlanVerifier {

  private Cell quota;
  private int invitations;
  private int candidates;
  private int open;
  private int lois;

  private PlanVerifier() {}

  /** Applies a plan and compares the result with the table from which the plan was made. */
  static void verify(PublishedTable table, ReplayPlan plan) {
    var pools = new HashMap<PoolId, PlanVerifier>();
    var shown = new HashMap<List<Object>, Step.Figures>();
    plan.weeks()
        .values()
        .forEach(
            steps ->
                steps.forEach(
                    step -> {
                      PlanVerifier pool =
                          pools.computeIfAbsent(step.pool(), _ -> new PlanVerifier());
                      pool.step(step);
                      assertThat(pool.figures()).isEqualTo(step.figures());
                      shown.put(List.of(step.pool(), step.asOf()), pool.figures());
                    }));
    assertThat(shown).hasSameSizeAs(table.rows());
    Map<List<Object>, String> given = new HashMap<>();
    for (Unreachable cell : plan.unreachable()) {
      assertThat(cell.reason()).isNotBlank();
      assertThat(cell.published().stated()).isTrue();
      given.put(List.of(cell.pool(), cell.asOf(), cell.column()), cell.reason());
    }
    var differing = new ArrayList<String>();
    for (PublishedRow row : table.rows()) {
      for (PublishedColumn column : PublishedColumn.values()) {
        Cell cell = row.cell(column);
        Cell reached = shown.get(List.of(row.pool(), row.asOf())).cell(column);
        boolean named = given.containsKey(List.of(row.pool(), row.asOf(), column));
        if (cell.stated() && !named && !cell.equals(reached)) {
          differing.add(row + " " + column + ": " + reached);
        }
        if (named && cell.equals(reached) && table.contradictions().isEmpty()) {
          differing.add(row + " " + column + " is named and reached");
        }
      }
    }
    assertThat(differing).isEmpty();
  }

  private Step.Figures figures() {
    Cell spots =
        switch (quota) {
          case Count(int permits) -> new Count(Math.max(0, permits - lois));
          case Word.NOT_OFFERED -> new Count(0);
          case Word word -> word;
          case Cell.Blank _ -> throw new AssertionError("no quota");
        };
    return new Step.Figures(quota, invitations, candidates, spots);
  }

  private void step(Step step) {
    step.quotaBefore().ifPresent(this::announce);
    for (int number :
        List.of(
            step.cancelled(),
            step.returned(),
            step.entered(),
            step.invited(),
            step.declined(),
            step.lois(),
            step.withdrawn())) {
      assertThat(number).isNotNegative();
    }

    assertThat(step.cancelled()).isLessThanOrEqualTo(lois);
    lois -= step.cancelled();
    assertThat(step.returned()).isLessThanOrEqualTo(open);
    open -= step.returned();
    candidates += step.returned();
    assertThat(step.entered() == 0 || takesEntries()).as("takes entries: %s", step).isTrue();
    candidates += step.entered();

    assertThat(step.invited() == 0 || quota instanceof Count || quota == Word.UNLIMITED)
        .as("may draw: %s", step)
        .isTrue();
    assertThat(step.invited()).isLessThanOrEqualTo(candidates);
    invitations += step.invited();
    candidates -= step.invited();
    assertThat(step.declined()).isLessThanOrEqualTo(step.invited());
    candidates += step.declined();
    open += step.invited() - step.declined();
    assertThat(step.lois()).isLessThanOrEqualTo(open);
    open -= step.lois();
    lois += step.lois();
    assertThat(step.withdrawn()).isLessThanOrEqualTo(candidates);
    candidates -= step.withdrawn();
    step.quotaAfter().ifPresent(this::announce);
  }

  private void announce(Cell next) {
    assertThat(next).isNotEqualTo(quota);
    quota = next;
  }

  private boolean takesEntries() {
    return quota instanceof Count(int permits) ? lois < permits : quota != Word.NOT_OFFERED;
  }
}
