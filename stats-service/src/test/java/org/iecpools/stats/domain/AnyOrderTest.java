package org.iecpools.stats.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.POOL;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.iecpools.domain.Weeks;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.LoiCancelled;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.RoundRun;

/**
 * Checks that rows are a function of the set of events: independent of the order between and within
 * topics, of duplicates, and of records of one fact that differ in time or revision. The expected
 * rows come from a simple fold over the set, without deltas or weeks.
 */
class AnyOrderTest {

  @Property(tries = 300)
  void anyOrderAndAnyDuplicatesGiveTheSameRows(
      @ForAll("histories") List<Event> history, @ForAll Random random) {
    List<Event> sent = new ArrayList<>(history);
    for (int i = 0; i < history.size(); i++) {
      sent.add(history.get(random.nextInt(history.size())));
    }
    Collections.shuffle(sent, random);

    StatsInMemory once = StatsInMemory.with(history);
    StatsInMemory shuffled = StatsInMemory.with(sent);

    Instant end = NOON.plus(Duration.ofDays(60));
    assertThat(shuffled.live()).isEqualTo(once.live());
    assertThat(shuffled.dashboard.history(POOL, end)).isEqualTo(once.dashboard.history(POOL, end));
  }

  @Property(tries = 300)
  void theSumsOfEveryDayAreThoseOfTheNaiveFold(@ForAll("histories") List<Event> history) {
    StatsInMemory stats = StatsInMemory.with(history);

    for (LocalDate day = Weeks.day(NOON);
        day.isBefore(Weeks.day(NOON).plusDays(22));
        day = day.plusDays(1)) {
      Instant end = day.atStartOfDay(Weeks.ZONE).toInstant();
      assertThat(stats.ledger.sums(POOL, View.published(day))).isEqualTo(naive(history, end));
    }
    assertThat(stats.ledger.sums(POOL, View.live(NOON))).isEqualTo(naive(history, Instant.MAX));
  }

  @Property(tries = 300)
  void noCountIsEverShownBelowZero(@ForAll("histories") List<Event> history) {
    Row row = StatsInMemory.with(history).live();

    assertThat(
            List.of(
                row.invitationsIssued(),
                row.candidatesInPool(),
                row.openInvitations(),
                row.loisIssued(),
                ((Amount.Permits) row.spotsAvailable()).number()))
        .allMatch(count -> count >= 0);
  }

  private record Profile(UUID profile, int stay) {}

  private static Sums naive(List<Event> history, Instant before) {
    return Sums.of(count -> naive(count, history, before));
  }

  private static long naive(Count count, List<Event> history, Instant before) {
    return switch (count) {
      case ENTERED ->
          distinct(
              history, before, PoolEntered.class, e -> new Profile(e.getProfileId(), e.getStay()));
      case LEFT ->
          distinct(
              history, before, PoolLeft.class, e -> new Profile(e.getProfileId(), e.getStay()));
      case LEAVES_VOIDED ->
          distinct(
              history,
              before,
              PoolLeaveVoided.class,
              e -> new Profile(e.getProfileId(), e.getStay()));
      case INVITED -> invited(history, before);
      case DECLINED ->
          distinct(history, before, InvitationDeclined.class, InvitationDeclined::getInvitationId);
      case DECLINES_REJECTED -> rejections(history, before, Answer.DECLINE);
      case CLOSED_UNUSED -> lapses(history, before);
      case LOIS -> distinct(history, before, LoiIssued.class, LoiIssued::getInvitationId);
      case LOIS_REJECTED -> rejections(history, before, Answer.LOI);
      case LOIS_CANCELLED ->
          distinct(history, before, LoiCancelled.class, LoiCancelled::getInvitationId);
    };
  }

  /** Number of identities of which at least one record occurred before an instant. */
  private static <E extends Event> long distinct(
      List<Event> history, Instant before, Class<E> type, Function<E, Object> identity) {
    Set<Object> seen = new HashSet<>();
    of(history, type, e -> e.getOccurredAt().isBefore(before))
        .forEach(e -> seen.add(identity.apply(e)));
    return seen.size();
  }

  private static long rejections(List<Event> history, Instant before, Answer answer) {
    List<Event> those =
        new ArrayList<>(of(history, AnswerRejected.class, e -> e.getAnswer() == answer));
    return distinct(those, before, AnswerRejected.class, AnswerRejected::getInvitationId);
  }

  private static long lapses(List<Event> history, Instant before) {
    long lapses = 0;
    Set<UUID> done = new HashSet<>();
    List<InvitationClosed> verdicts =
        new ArrayList<>(of(history, InvitationClosed.class, e -> true));
    verdicts.sort(
        Comparator.comparing(InvitationClosed::getOccurredAt)
            .thenComparing(e -> isUnused(e) ? 1 : 0));
    for (InvitationClosed verdict : verdicts) {
      if (done.add(verdict.getInvitationId())
          && isUnused(verdict)
          && verdict.getOccurredAt().isBefore(before)) {
        lapses++;
      }
    }
    return lapses;
  }

  private static boolean isUnused(InvitationClosed verdict) {
    return verdict.getCause() != ClosedCause.DECLINED
        && verdict.getCause() != ClosedCause.LOI_ISSUED
        && verdict.getCause() != ClosedCause.VOIDED;
  }

  private static long invited(List<Event> history, Instant before) {
    Set<UUID> rounds = new TreeSet<>();
    of(history, RoundRun.class, e -> true).forEach(e -> rounds.add(e.getRoundId()));
    long invited = 0;
    for (UUID round : rounds) {
      List<RoundRun> records = of(history, RoundRun.class, e -> e.getRoundId().equals(round));
      int highest = records.stream().mapToInt(RoundRun::getRevision).max().orElseThrow();
      RoundRun counting =
          records.stream()
              .filter(e -> e.getRevision() == highest)
              .min(
                  Comparator.comparing(RoundRun::getOccurredAt).thenComparing(RoundRun::getInvited))
              .orElseThrow();
      if (counting.getOccurredAt().isBefore(before)) {
        invited += counting.getInvited();
      }
    }
    return invited;
  }

  private static <E extends Event> List<E> of(
      List<Event> history, Class<E> type, Predicate<E> which) {
    return history.stream().filter(type::isInstance).map(type::cast).filter(which).toList();
  }

  @Provide
  Arbitrary<List<Event>> histories() {
    Arbitrary<Integer> few = Arbitraries.integers().between(1, 4);
    // In hours, so that records of one fact often differ in the day and are sometimes equal.
    Arbitrary<Instant> times =
        Arbitraries.integers()
            .between(0, 20 * 24 / 6)
            .map(n -> NOON.plus(Duration.ofHours(6L * n)));
    Arbitrary<Event> event =
        Combinators.combine(Arbitraries.integers().between(0, 8), few, few, times)
            .as(AnyOrderTest::event);
    return event.list().ofMinSize(1).ofMaxSize(60);
  }

  private static Event event(int kind, int n, int m, Instant at) {
    return switch (kind) {
      case 0 -> Story.entered(n, m, at);
      case 1 -> Story.left(n, m, m > 2 ? LeaveCause.AGE : LeaveCause.WITHDRAWN, at);
      case 2 -> PoolLeaveVoided.newBuilder(Story.voided(n, m)).setOccurredAt(at).build();
      case 3 -> Story.round(n, m / 2, m * 3, at);
      case 4 -> Story.declined(n, at);
      case 5 ->
          AnswerRejected.newBuilder(Story.rejected(n, Answer.values()[m - 1]))
              .setOccurredAt(at)
              .build();
      case 6 ->
          InvitationClosed.newBuilder(Story.closed(n, ClosedCause.values()[m]))
              .setOccurredAt(at)
              .build();
      case 7 -> LoiIssued.newBuilder(Story.loi(n)).setOccurredAt(at).build();
      default -> LoiCancelled.newBuilder(Story.loiCancelled(n)).setOccurredAt(at).build();
    };
  }
}
