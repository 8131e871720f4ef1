package org.iecpools.track;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.iecpools.events.FiguresPublished;
import org.iecpools.events.PublicationRefused;
import org.iecpools.events.Reason;
import org.iecpools.feed.FeedWriter;
import org.iecpools.feed.Publication;
import org.iecpools.track.FakeIrcc.Behaviour;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackerTest {

  private static final Duration HOUR = Duration.ofHours(1);

  /** Enough for any answer on a busy machine; three answers of the tests hang. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final byte[] PAGE =
      "<!DOCTYPE html><html><body>Sorry</body></html>".getBytes(UTF_8);

  @TempDir private Path directory;

  private final MemoryLog log = new MemoryLog();
  private final FakeIrcc ircc = new FakeIrcc();
  private final List<TrackEvent> reported = new ArrayList<>();
  private Instant now = Instant.parse("2026-04-03T20:00:00Z");

  @AfterEach
  void close() {
    ircc.close();
  }

  private Tracker tracker(TrackSource... sources) {
    return new Tracker(
        new Tracker.Settings(List.of(sources), "ircc", HOUR, TIMEOUT),
        log.open(),
        () -> now,
        reported::add);
  }

  private Tracker tracker() {
    return tracker(new TrackSource.Address(ircc.url()));
  }

  private static Behaviour serves(Publication publication, Instant lastModified) {
    return new Behaviour.Serves(FeedWriter.write(publication), lastModified);
  }

  private List<Publication> known() {
    return log.history().publications("ircc", Instant.MAX).stream()
        .map(PublishedHistory.Known::publication)
        .toList();
  }

  /** A month of hourly requests to a server with every kind of failure, and restarts. */
  @Test
  void figuresNeverMoveBackwardsInAMonthOfFailures() throws InterruptedException {
    List<Publication> versions = new ArrayList<>();
    List<Instant> changed = new ArrayList<>();
    for (int week = 0; week < 5; week++) {
      Publication publication = Given.week(week);
      Instant friday = publication.date().atTime(20, 0).toInstant(ZoneOffset.UTC);
      versions.add(publication);
      changed.add(friday);
      if (week == 2) {
        versions.add(Given.with(publication, 1, row -> Given.quota(row, Given.number(5700))));
        changed.add(friday.plus(Duration.ofDays(3)));
      }
    }
    Tracker tracker = tracker();
    int shown = -1;

    for (int hour = 0; hour < 30 * 24; hour++) {
      Instant at = now;
      int current = (int) changed.stream().filter(time -> !time.isAfter(at)).count() - 1;
      Publication latest = versions.get(current);
      int before = Math.max(0, current - 1);
      ircc.behave(
          hour == 200 || hour == 500
              ? new Behaviour.Hangs()
              : hour % 11 == 5
                  ? new Behaviour.Fails(503, Optional.of("60"))
                  : hour % 13 == 6
                      ? new Behaviour.CutsOff(FeedWriter.write(latest))
                      : hour % 17 == 8
                          ? new Behaviour.ServesPlainly(PAGE)
                          // One of two nodes is behind by a version.
                          : hour % 2 == 1
                              ? serves(versions.get(before), changed.get(before))
                              : serves(latest, changed.get(current)));
      tracker.poll();
      List<Publication> all = known();
      if (!all.isEmpty()) {
        int now = versions.indexOf(all.getLast());
        assertThat(now).as("hour %d", hour).isGreaterThanOrEqualTo(shown).isNotNegative();
        shown = now;
      }
      if (hour % 100 == 99) {
        tracker.close();
        tracker = tracker();
      }
      now = now.plus(HOUR);
    }

    assertThat(known())
        .containsExactly(
            versions.get(0), versions.get(1), versions.get(3), versions.get(4), versions.get(5));
    assertThat(log.figures())
        .hasSize(5 * Given.week(0).rows().size() + 1)
        .extracting(FiguresPublished::getEventId)
        .doesNotHaveDuplicates();
    assertThat(log.refusals())
        .flatExtracting(PublicationRefused::getReasons)
        .extracting(Reason::getCode)
        .contains("INCOMPLETE");
    assertThat(ircc.asked()).filteredOn(asked -> asked.status() == 304).hasSizeGreaterThan(100);
    assertThat(ircc.asked().size()).isLessThan(30 * 24);
  }

  @Test
  void aKnownFileIsNotSentAgainAlsoAfterARestart() throws InterruptedException {
    ircc.behave(serves(Given.week(0), now.minusSeconds(60)));
    tracker().poll();
    now = now.plus(HOUR);

    Tracker restarted = tracker();
    restarted.poll();
    now = now.plus(HOUR);
    restarted.poll();

    assertThat(ircc.asked()).extracting(FakeIrcc.Asked::status).containsExactly(200, 304, 304);
    assertThat(ircc.asked().get(1).ifModifiedSince()).contains("Fri, 03 Apr 2026 19:59:00 GMT");
    assertThat(log.figures()).hasSize(8);
  }

  @Test
  void theIntervalIsKeptAndGrowsAfterFailures() throws InterruptedException {
    Tracker tracker = tracker();

    tracker.poll();
    now = now.plus(HOUR);
    tracker.poll();
    now = now.plus(HOUR);
    tracker.poll();

    assertThat(ircc.asked()).hasSize(2);
  }

  @Test
  void aServerIsNotAskedBeforeTheTimeThatItStates() throws InterruptedException {
    ircc.behave(new Behaviour.Fails(429, Optional.of("18000")));
    Tracker tracker = tracker();
    tracker.poll();

    for (int hour = 1; hour < 5; hour++) {
      now = now.plus(HOUR);
      tracker.poll();
    }

    assertThat(ircc.asked()).hasSize(1);
  }

  @Test
  void whatIsNotTheFeedIsReportedRecordedOnceAndChangesNothing() throws InterruptedException {
    ircc.behave(serves(Given.week(0), now.minusSeconds(60)));
    Tracker tracker = tracker();
    tracker.poll();
    String unknown =
        new String(FeedWriter.write(Given.week(1)), UTF_8)
            .replace("<chances>", "<odds>1</odds><chances>");
    List<byte[]> files =
        List.of(
            PAGE,
            unknown.getBytes(UTF_8),
            unknown.substring(0, unknown.length() / 2).getBytes(UTF_8),
            "<?xml version=\"1.0\"?><!DOCTYPE temp [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><temp>&x;</temp>"
                .getBytes(UTF_8));

    for (byte[] file : files) {
      ircc.behave(new Behaviour.ServesPlainly(file));
      for (int again = 0; again < 2; again++) {
        now = now.plus(Duration.ofDays(1));
        assertThat(tracker.poll()).isFalse();
      }
    }

    assertThat(known()).containsExactly(Given.week(0));
    assertThat(log.refusals()).hasSize(files.size());
    assertThat(log.refusals().get(1).getReasons())
        .extracting(Reason::getCode)
        .contains("UNEXPECTED");
    assertThat(reported).filteredOn(TrackEvent.Refused.class::isInstance).hasSize(2 * files.size());
  }

  @Test
  void aFileThatIsTooLargeIsRefused() throws InterruptedException {
    ircc.behave(new Behaviour.ServesPlainly(new byte[5 << 20]));

    assertThat(tracker().poll()).isFalse();

    assertThat(log.refusals()).hasSize(1);
  }

  @Test
  void aSlowAnswerIsGivenUp() throws InterruptedException {
    ircc.behave(new Behaviour.Hangs());

    assertThat(tracker().poll()).isFalse();

    assertThat(reported)
        .singleElement()
        .isInstanceOfSatisfying(
            TrackEvent.Failed.class,
            failed -> assertThat(failed.reason()).contains("no complete answer"));
  }

  @Test
  void filesOfPastWeeksBuildTheHistoryInAnyOrder() throws IOException, InterruptedException {
    now = Instant.parse("2026-06-01T12:00:00Z");
    for (int week : List.of(3, 0, 2, 1)) {
      Files.write(
          directory.resolve("%d.xml".formatted(9 - week)), FeedWriter.write(Given.week(week)));
    }
    Files.writeString(directory.resolve("notes.txt"), "not read");

    assertThat(tracker(new TrackSource.Files(directory)).poll()).isTrue();

    assertThat(known()).containsExactly(Given.week(0), Given.week(1), Given.week(2), Given.week(3));
    assertThat(log.figures()).allSatisfy(event -> assertThat(event.getContradictions()).isEmpty());
  }

  @Test
  void csvOfTheFeedIsReadToo() throws IOException, InterruptedException {
    now = Instant.parse("2026-06-01T12:00:00Z");
    Path file = directory.resolve("weeks.csv");
    Files.writeString(
        file,
        """
        as_of,country,country_name,category,invitations_issued,candidates_in_pool,spots_available,rating_code
        2026-04-03,ie,Ireland,wh,1475,4,3000,1
        2026-04-10,ie,Ireland,wh,1600,4,2900,2
        """);

    tracker(new TrackSource.Files(file)).poll();
    tracker(new TrackSource.Files(file)).poll();

    assertThat(log.figures())
        .extracting(FiguresPublished::getPublishedOn)
        .containsExactly(LocalDate.of(2026, 4, 3), LocalDate.of(2026, 4, 10));
    assertThat(known().getFirst().rows().getFirst().invitations()).isEqualTo(Given.number(1475));
  }

  @Test
  void aMissingFileIsReported() throws InterruptedException {
    assertThat(tracker(new TrackSource.Files(directory.resolve("none.xml"))).poll()).isFalse();

    assertThat(reported).singleElement().isInstanceOf(TrackEvent.Failed.class);
  }

  @Test
  void ofTwoTrackersAtOnceOneGivesUpAndNothingIsWrittenTwice() throws InterruptedException {
    ircc.behave(serves(Given.week(0), now.minusSeconds(60)));
    PublishedLog shared = log.open();
    try (PublishedLog.Writer first = shared.write()) {
      tracker().poll();

      assertThatThrownBy(() -> first.append(log.figures())).isInstanceOf(TrackFailed.class);
    }

    assertThat(log.figures()).hasSize(8);
  }
}
