package org.iecpools.invitation.stream;

import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.iecpools.invitation.domain.Country;

/**
 * Questions about a country, asked by any thread and answered by the country's own task between two
 * inputs: it sees one state, the one that the next decision would see. Rows read from outside, one
 * store after the other, may be of different moments; and all candidates of a large country are
 * many rows.
 */
public class Questions {

  private record Question<T>(
      String country, BiFunction<Country, Instant, T> ask, CompletableFuture<T> answer) {

    void answer(Country country, Instant now) {
      try {
        answer.complete(ask.apply(country, now));
      } catch (RuntimeException e) {
        answer.completeExceptionally(e);
      }
    }
  }

  private final Queue<Question<?>> open = new ConcurrentLinkedQueue<>();

  /**
   * Asks a country. Without an answer in time cancel the future: then nobody answers any more.
   *
   * @param country as season/country
   * @param ask must change nothing
   * @return never completes while no task of this instance has the country
   */
  public <T> CompletableFuture<T> ask(String country, BiFunction<Country, Instant, T> ask) {
    Question<T> question = new Question<>(country, ask, new CompletableFuture<>());
    open.add(question);
    return question.answer();
  }

  /** Answers what is asked of a task's countries; the rest is left for other tasks. */
  void answer(Function<String, Optional<Country>> countries, Instant now) {
    open.removeIf(
        question -> {
          Optional<Country> country = countries.apply(question.country());
          country.filter(_ -> !question.answer().isDone()).ifPresent(c -> question.answer(c, now));
          return question.answer().isDone();
        });
  }
}
