package org.iecpools.stats.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.iecpools.stats.domain.Story.NOON;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonBook;
import org.iecpools.domain.Weeks;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.PublicationMade;
import org.iecpools.events.PublicationsRecord;
import org.iecpools.events.RowPublished;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.TestBroker;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.Ledger;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.domain.RoundBook;
import org.iecpools.stats.domain.Story;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests on a real broker that each week is published once while instances start and stop. */
class PublisherTest {

  private static final LocalDate FIRST = Weeks.weekOf(NOON).minusWeeks(1);
  private static final LocalDate SECOND = FIRST.plusWeeks(1);

  private final ServiceClock clock = ServiceClock.simulated();
  private final List<Instance> running = new ArrayList<>();
  private final SeasonBook seasons = new SeasonBook();
  private TestBroker broker;
  private Loops topics;

  @BeforeEach
  void start() {
    broker = TestBroker.withTopics(Stream.of(Topics.PUBLICATIONS));
    topics = new Loops(broker);
    clock.accept(new ClockTicked("test", 1L, NOON));
  }

  @AfterEach
  void end() {
    running.forEach(instance -> instance.publisher.close());
    topics.close();
    broker.close();
  }

  @Test
  void aTakeoverByAnInstanceThatRanAtTheEndOfTheWeekIsDatedAtThatEnd() {
    launch();
    launch();
    // Hold for a while, so that both instances have read the clock.
    await().atMost(Loops.TIMEOUT).during(Duration.ofSeconds(1)).until(this::allAreUpToDate);

    // when one of them starts to publish a week and stops
    running.forEach(instance -> instance.isCounted = false);
    clock.accept(new ClockTicked("test", 2L, NOON.plus(Duration.ofDays(5))));
    await().atMost(Loops.TIMEOUT).until(() -> publishing().size() == 1);
    Instance ended = publishing().getFirst();
    ended.publisher.close();
    running.remove(ended);
    running.getFirst().isCounted = true;

    // then the other one publishes the week
    await().atMost(Loops.TIMEOUT).until(this::allAreUpToDate);
    assertThat(publishedAt(SECOND)).containsExactly(Weeks.end(SECOND));
  }

  @Test
  void aWeekThatEndedWhileNoInstanceRanIsDatedWhenItIsPublished() {
    launch();
    await().atMost(Loops.TIMEOUT).until(this::allAreUpToDate);
    running.removeFirst().publisher.close();
    Instant later = NOON.plus(Duration.ofDays(5));
    clock.accept(new ClockTicked("test", 2L, later));

    launch();

    await().atMost(Loops.TIMEOUT).until(this::allAreUpToDate);
    assertThat(publishedAt(SECOND)).containsExactly(later);
  }

  @Test
  void aSeasonWithATimeOfItsOwnIsPublishedThen() {
    seasons.apply(Story.plan(NOON, NOON.plus(Duration.ofDays(60))));
    seasons.apply(Story.publicationTime(LocalTime.of(14, 0), NOON.minus(Duration.ofDays(30))));
    Instant time = Weeks.end(SECOND).plus(Duration.ofHours(14));
    launch();
    await().atMost(Loops.TIMEOUT).during(Duration.ofSeconds(1)).until(this::allAreUpToDate);

    // when the week ends
    clock.accept(new ClockTicked("test", 2L, time.minusMillis(1)));
    await().atMost(Loops.TIMEOUT).until(() -> !publishedAt(SECOND).isEmpty());
    await().atMost(Loops.TIMEOUT).until(this::allAreUpToDate);

    // then nothing of the season is published, until its time has come
    assertThat(rowsOf(SECOND)).isEmpty();
    clock.accept(new ClockTicked("test", 3L, time.plusSeconds(3_600)));
    await().atMost(Loops.TIMEOUT).until(() -> !rowsOf(SECOND).isEmpty());
    assertThat(rowsOf(SECOND)).extracting(RowPublished::getPublishedAt).containsOnly(time);
    assertThat(publishedAt(SECOND)).containsExactly(Weeks.end(SECOND), time);
  }

  @Test
  void aPublicationThatReadersSkipIsNotMadeAgain() {
    launch();
    await().atMost(Loops.TIMEOUT).until(this::allAreUpToDate);
    running.getFirst().skips = true;

    clock.accept(new ClockTicked("test", 2L, NOON.plus(Duration.ofDays(5))));

    await().atMost(Loops.TIMEOUT).until(() -> !publishedAt(SECOND).isEmpty());
    // Long enough for several sessions, which would write again.
    await()
        .atMost(Loops.TIMEOUT)
        .during(Duration.ofSeconds(5))
        .until(() -> publishedAt(SECOND).size() == 1);
    assertThat(running.getFirst().publisher.isUpToDate()).isFalse();
    assertThat(running.getFirst().publisher.isDead()).isFalse();

    // and the next week is published nevertheless
    running.getFirst().skips = false;
    await().atMost(Loops.TIMEOUT).until(this::allAreUpToDate);
    clock.accept(new ClockTicked("test", 3L, NOON.plus(Duration.ofDays(12))));
    await().atMost(Loops.TIMEOUT).until(() -> !publishedAt(SECOND.plusWeeks(1)).isEmpty());
  }

  private List<RowPublished> rowsOf(LocalDate week) {
    return published().stream()
        .filter(RowPublished.class::isInstance)
        .map(RowPublished.class::cast)
        .filter(row -> row.getWeek().equals(week))
        .toList();
  }

  private boolean allAreUpToDate() {
    List<PublicationsRecord> all = published();
    running.forEach(instance -> all.forEach(instance.publications::apply));
    return running.stream().allMatch(instance -> instance.publisher.isUpToDate());
  }

  /** Instances that wait for a week to be counted. */
  private List<Instance> publishing() {
    return running.stream().filter(instance -> instance.isAsked).toList();
  }

  private List<Instant> publishedAt(LocalDate week) {
    return published().stream()
        .filter(PublicationMade.class::isInstance)
        .map(PublicationMade.class::cast)
        .filter(made -> made.getWeek().equals(week))
        .map(PublicationMade::getPublishedAt)
        .toList();
  }

  private List<PublicationsRecord> published() {
    return topics.read(Topics.PUBLICATIONS.name()).stream().map(PublisherTest::event).toList();
  }

  private static PublicationsRecord event(ConsumerRecord<String, byte[]> record) {
    try {
      return (PublicationsRecord) Loops.CODEC.decode(record.value());
    } catch (EventCodec.Undecodable e) {
      throw new AssertionError(e);
    }
  }

  private void launch() {
    Instance instance = new Instance();
    running.add(instance);
    instance.publisher.start();
  }

  /** An instance for which the test decides when counting is complete. */
  private final class Instance {
    private final Publications publications = new Publications(Reference.shipped());
    private volatile boolean isCounted = true;
    private volatile boolean isAsked;
    private volatile boolean skips;
    private final Publisher publisher =
        new Publisher(
            "publishers",
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            Loops.CODEC,
            clock,
            () ->
                () -> {
                  if (!skips) {
                    published().forEach(publications::apply);
                  }
                  isAsked = !isCounted;
                  return isCounted;
                },
            new Dashboard(
                new Ledger(), new RoundBook(), Story.draws(), seasons, Reference.shipped()),
            publications);
  }
}
