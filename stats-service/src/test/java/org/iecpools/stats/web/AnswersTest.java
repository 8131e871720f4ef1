package org.iecpools.stats.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.iecpools.stats.domain.Story.NOON;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.iecpools.events.ClockTicked;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.stats.web.Answers.Answer;
import org.iecpools.stats.web.Answers.Kept;
import org.iecpools.stats.web.Answers.Question;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;

class AnswersTest {

  private final ServiceClock clock = ServiceClock.simulated();
  private final AtomicLong changes = new AtomicLong();
  private final AtomicInteger made = new AtomicInteger();
  private final Answers answers = new Answers(changes::get, clock);

  @BeforeEach
  void start() {
    clock.accept(new ClockTicked("test", 1L, NOON));
  }

  @Test
  void anAnswerIsGivenAgainWhileNothingHasChanged() {
    Kept first = ask("season=2026");

    assertThat(ask("season=2026")).isSameAs(first);
    assertThat(ask("season=2025")).isNotSameAs(first);
    assertThat(made).hasValue(2);
  }

  @Test
  void afterAChangeTheAnswerIsComputedAgain() {
    Kept first = ask("season=2026");
    changes.incrementAndGet();

    assertThat(ask("season=2026")).isNotSameAs(first);
  }

  @Test
  void anAnswerIsComputedAgainEachSecondBecauseItContainsTheTime() {
    Kept first = ask("season=2026");
    clock.accept(new ClockTicked("test", 2L, NOON.plusSeconds(1)));

    assertThat(ask("season=2026")).isNotSameAs(first);
  }

  @Test
  void aKeptAnswerOfBeforeTheTimeAskedForIsMadeAgain() {
    Kept first = ask("season=2026");
    clock.accept(new ClockTicked("test", 2L, NOON.plusMillis(300)));

    assertThat(ask("season=2026", NOON)).isSameAs(first);
    Kept second = ask("season=2026", NOON.plusMillis(200));

    assertThat(second).isNotSameAs(first);
    assertThat(second.at()).isEqualTo(NOON.plusMillis(300));
  }

  @Test
  void whatHasJustChangedDoesNotSaySinceWhenItIsSo() {
    Kept first = ask("season=2026");
    assertThat(first.lastModified()).isEqualTo(-1);

    long before = System.currentTimeMillis() - 1_000;
    Kept settled = new Kept(0, NOON, first.answer(), before);
    assertThat(settled.lastModified()).isEqualTo(before);
  }

  @Test
  void anAnswerWithTheSameContentKeepsItsTime() {
    Kept first = answers.to(new Question("/", "", null), Instant.MIN, _ -> answer("same"));
    changes.incrementAndGet();
    Kept second = answers.to(new Question("/", "", null), Instant.MIN, _ -> answer("same"));

    assertThat(second).isNotSameAs(first);
    assertThat(second.settledAt()).isEqualTo(first.settledAt());
  }

  @Test
  void readersWhoAskTogetherGetOneAnswer() throws Exception {
    assertThat(made(() -> {})).isEqualTo(1);
  }

  @Test
  void readersWhoAskAfterAChangeGetTheNextAnswer() throws Exception {
    assertThat(made(changes::incrementAndGet)).isEqualTo(2);
  }

  /** How many answers are made for one reader and, while that takes time, for many others. */
  private int made(Runnable meanwhile) throws Exception {
    CountDownLatch finish = new CountDownLatch(1);
    Callable<Kept> slow =
        () ->
            answers.to(
                new Question("/", "", null),
                Instant.MIN,
                _ -> {
                  made.incrementAndGet();
                  awaitQuietly(finish);
                  return answer("same");
                });
    try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Kept> first = readers.submit(slow);
      await().until(() -> made.get() == 1);
      meanwhile.run();
      List<Future<Kept>> others = Stream.generate(() -> readers.submit(slow)).limit(50).toList();
      await().during(Duration.ofMillis(300)).until(() -> made.get() == 1);
      finish.countDown();
      first.get();
      for (Future<Kept> other : others) {
        assertThat(other.get().changes()).isEqualTo(changes.get());
      }
    }
    return made.get();
  }

  @Test
  void manyQuestionsAreNotAllKept() {
    Kept first = ask("0");
    for (int i = 1; i <= 1_000; i++) {
      ask(Integer.toString(i));
    }

    assertThat(ask("0")).isNotSameAs(first);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Kept ask(String query) {
    return ask(query, Instant.MIN);
  }

  private Kept ask(String query, Instant notBefore) {
    return answers.to(
        new Question("/api/v1/dashboard", query, null),
        notBefore,
        _ -> answer("tag" + made.incrementAndGet()));
  }

  private static Answer answer(String tag) {
    return new Answer(tag, MediaType.APPLICATION_JSON, "{}".getBytes(UTF_8));
  }
}
