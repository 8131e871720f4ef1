package org.iecpools.invitation.web;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.iecpools.domain.DrawingOrder;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundOrder;
import org.iecpools.events.RunRounds;
import org.iecpools.invitation.domain.Forecast;
import org.iecpools.invitation.stream.Questions;
import org.iecpools.kit.web.TimeBudget;
import org.iecpools.kit.web.Unavailable;

/** Asks a country's task for the result that an order would have, and changes nothing. */
public final class DryRuns {

  private final Questions questions;

  /**
   * @param questions questions to the tasks of this instance
   */
  public DryRuns(Questions questions) {
    this.questions = questions;
  }

  /**
   * Asks the country's task, because only the task knows who could be drawn.
   *
   * @throws Unavailable if no task of this instance answers within the budget
   */
  DryRun run(RunRounds order, TimeBudget budget) {
    String country = PoolIds.country(order.getSeason(), order.getCountry());
    CompletableFuture<List<Forecast>> forecasts =
        questions.ask(
            country,
            (task, now) ->
                order.getOrders().stream()
                    .sorted(Comparator.comparing(RoundOrder::getPool, DrawingOrder.OF_POOLS))
                    .map(
                        round ->
                            task.foresee(round.getPool(), round.getSize(), order.getReason(), now))
                    .toList());
    try {
      return new DryRun(
          DryRun.Status.DRY_RUN,
          order.getSeason(),
          order.getCountry(),
          forecasts.get(budget.left().toMillis(), TimeUnit.MILLISECONDS).stream()
              .map(DryRun.PoolForecast::of)
              .toList());
    } catch (TimeoutException e) {
      throw new Unavailable("no task of this instance has " + country, e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a dry run of " + country + " failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("the service is stopping", e);
    } finally {
      forecasts.cancel(false);
    }
  }
}
