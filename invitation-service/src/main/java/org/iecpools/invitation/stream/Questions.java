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
 * Questions about a country. Any thread may ask; the country's own task answers between two inputs,
 * so that the answer sees the one state that the next decision would see. Rows read from outside,
 * one store after the other, may be from different moments, and a large country has many rows of
 * candidates.
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
   * Asks a country. A caller that stops waiting must cancel the future, so that the question is
   * dropped.
   *
   * @param country as season/country
   * @param ask computes the answer; must not change the country
   * @return never completes while no task of this instance has the country
   */
  public <T> CompletableFuture<T> ask(String country, BiFunction<Country, Instant, T> ask) {
    Question<T> question = new Question<>(country, ask, new CompletableFuture<>());
    open.add(question);
    return question.answer();
  }

  /** Answers the questions about a task's countries; leaves the others to other tasks. */
  void answer(Function<String, Optional<Country>> countries, Instant now) {
    open.removeIf(
        question -> {
          Optional<Country> country = countries.apply(question.country());
          country.filter(_ -> !question.answer().isDone()).ifPresent(c -> question.answer(c, now));
          return question.answer().isDone();
        });
  }
}
