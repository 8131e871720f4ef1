package org.iecpools.simulator.season;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.iecpools.events.CandidateEvent;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.simulator.season.Calendar.Turn;
import org.iecpools.simulator.upstream.Ids;
import org.iecpools.simulator.upstream.SeasonFacts;
import org.junit.jupiter.api.Test;

/** Tests whole seasons without services: a lottery that invites at random replaces them. */
class PlayTest {

  /** A season simulated with the lottery. */
  private static final class Played {
    final Calendar calendar;
    final Books books;
    final World world;
    final List<CandidateEvent> sent = new ArrayList<>();
    final List<String> early = new ArrayList<>();

    Played(int season, int weeks, int candidates, long seed) {
      calendar = new Calendar(season, weeks);
      books = new Books(calendar);
      world = new World(books);
      var facts = SeasonFacts.of(season);
      var operators = Operators.of(Scenario.ANNOUNCED, facts, calendar, candidates, seed);
      var director =
          new Director(world, calendar, facts, Population.of(facts, calendar, candidates, seed));
      var lottery = new SplittableRandom(seed);
      for (Turn turn : calendar.turns()) {
        // Candidates above the age limit leave before the draw, as in the service.
        world.tick(turn.now(), Observed.nothing());
        world
            .turn(List.of(), draw(turn, lottery))
            .forEach(invitation -> director.invited(invitation, turn));
        operators.announce(turn).forEach(announcement -> world.announced(announcement.event()));
        var events = new ArrayList<CandidateEvent>();
        director.scenes(turn).forEach(scene -> events.addAll(scene.events()));
        events.stream()
            .filter(e -> e.getOccurredAt().isAfter(turn.now()))
            .forEach(e -> early.add(e.toString()));
        sent.addAll(events);
        world.turn(events, Observed.nothing());
      }
    }

    private Observed draw(Turn turn, SplittableRandom lottery) {
      var observed = new Observed(calendar.season());
      if (!turn.drawing()) {
        return observed;
      }
      for (World.Candidate candidate : world.candidates()) {
        if (candidate.live != null && !candidate.live.in.isEmpty() && lottery.nextInt(8) == 0) {
          observed.take(invitation(candidate.live, turn.now(), lottery));
        }
      }
      return observed;
    }

    private static InvitationIssued invitation(
        World.Profile profile, Instant now, SplittableRandom lottery) {
      PoolId pool = profile.in.stream().sorted(PoolIds.ORDER).findFirst().get();
      return InvitationIssued.newBuilder()
          .setEventId(Ids.next(lottery))
          .setOccurredAt(now)
          .setPool(pool)
          .setRoundId(Ids.next(lottery))
          .setInvitationId(Ids.next(lottery))
          .setProfileId(profile.id())
          .setCandidateId(profile.candidate.person.candidateId())
          .setStay(1)
          .setAnswerBy(now)
          .build();
    }
  }

  @Property(tries = 12)
  void theBooksEqualACountOfThePeople(
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed,
      @ForAll @IntRange(min = 1, max = 400) int candidates) {
    var played = new Played(seed % 2 == 0 ? 2021 : 2026, 14, candidates, seed);

    Map<PoolId, Integer> inPool = new HashMap<>();
    Map<PoolId, Integer> open = new HashMap<>();
    for (World.Candidate candidate : played.world.candidates()) {
      long alive =
          candidate.profiles.values().stream()
              .filter(
                  p -> p.standing == World.Standing.ACTIVE || p.standing == World.Standing.INVITED)
              .count();
      assertThat(alive).isLessThanOrEqualTo(1);
      for (World.Profile profile : candidate.profiles.values()) {
        profile.in.forEach(pool -> inPool.merge(pool, 1, Integer::sum));
        if (profile.standing == World.Standing.INVITED) {
          assertThat(profile.in).isEmpty();
          open.merge(profile.invitation.issued.getPool(), 1, Integer::sum);
        }
      }
    }
    for (PoolId pool : played.books.pools()) {
      assertThat(played.books.count(pool, Books.Figure.IN_POOL))
          .isEqualTo(inPool.getOrDefault(pool, 0));
      assertThat(played.books.count(pool, Books.Figure.OPEN)).isEqualTo(open.getOrDefault(pool, 0));
    }
  }

  @Property(tries = 6)
  void noFigureOfAnyWeekIsNegative(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    var played = new Played(2021, 14, 300, seed);

    for (int week = 0; week <= 14; week++) {
      for (Books.Row row : played.books.rows(week)) {
        assertThat(row.inPool()).as("%s in week %d", row, week).isNotNegative();
        assertThat(row.open()).as("%s in week %d", row, week).isNotNegative();
        assertThat(row.lois()).as("%s in week %d", row, week).isNotNegative();
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameEvents() {
    assertThat(new Played(2021, 14, 300, 5).sent).isEqualTo(new Played(2021, 14, 300, 5).sent);
  }

  @Test
  void anotherSeedGivesOtherEvents() {
    assertThat(new Played(2021, 14, 300, 5).sent).isNotEqualTo(new Played(2021, 14, 300, 6).sent);
  }

  @Test
  void noEventIsSentBeforeItOccurs() {
    assertThat(new Played(2026, 16, 2_000, 1).early).isEmpty();
  }

  @Test
  void everyTypeOfUpstreamEventIsSentAndSomeAreRepeated() {
    var sent = new Played(2021, 48, 3_000, 1).sent;

    assertThat(sent.stream().map(Object::getClass).distinct().map(Class::getSimpleName))
        .containsExactlyInAnyOrder(
            "ProfileSubmitted",
            "ProfileWithdrawn",
            "InvitationAccepted",
            "InvitationDeclined",
            "ApplicationSubmitted",
            "ApplicationClosed",
            "LoiIssued",
            "LoiCancelled");
    var identities = new HashSet<>();
    long repeats =
        Stream.<Event>concat(Stream.empty(), sent.stream())
            .filter(e -> !identities.add(e.getEventId()))
            .count();
    assertThat(repeats).isBetween(sent.size() / 100L, sent.size() / 20L);
  }

  @Test
  void everyTurnIsInItsWeekOfTheCalendar() {
    var calendar = new Calendar(2021, 48);

    assertThat(calendar.turns()).hasSize(69);
    assertThat(calendar.firstRoundAt()).isEqualTo("2021-01-04T20:00:00Z");
    assertThat(calendar.finalRoundAt()).isEqualTo("2021-10-05T04:00:00Z");
    assertThat(calendar.turns())
        .allSatisfy(
            turn -> {
              assertThat(calendar.weekOf(turn.now())).isEqualTo(turn.week());
              assertThat(calendar.weekOf(turn.from())).isEqualTo(turn.week());
            });
    assertThat(calendar.turns())
        .filteredOn(Turn::drawing)
        .as("the clock ticks when the week's rounds are due")
        .allSatisfy(
            turn ->
                assertThat(turn.now().atZone(Calendar.ZONE).toLocalTime())
                    .isEqualTo(calendar.firstRoundAt().atZone(Calendar.ZONE).toLocalTime()));
  }
}
