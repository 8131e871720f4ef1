package org.iecpools.auditor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.auditor.TestEvents.POOL;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.iecpools.events.Answer;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.Event;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;

/** The recount depends only on the set of events, not on their order. */
class AnyOrderOfTheLogTest {

  private static final List<Answer> ANSWERS =
      List.of(Answer.ACCEPT, Answer.DECLINE, Answer.LOI, Answer.WITHDRAWAL);

  private static final List<ClosedCause> CAUSES =
      List.of(
          ClosedCause.DECLINED,
          ClosedCause.NOT_ANSWERED,
          ClosedCause.APPLICATION_CLOSED,
          ClosedCause.LOI_ISSUED);

  @Property(tries = 300)
  void anyOrderAndAnyRepeatsGiveTheSameRows(
      @ForAll("histories") List<Event> history, @ForAll Random random) {
    List<Event> repeated = new ArrayList<>(history);
    for (int i = 0; i < history.size(); i++) {
      repeated.add(history.get(random.nextInt(history.size())));
    }
    Collections.shuffle(repeated, random);

    Recount once = TestEvents.recount(history);
    Recount shuffled = TestEvents.recount(repeated);

    assertThat(shuffled.distinct()).isEqualTo(once.distinct());
    for (int day = 0; day < 12; day++) {
      Moment moment = Moment.asOf(TestEvents.day(day));
      assertThat(shuffled.row(POOL, moment)).isEqualTo(once.row(POOL, moment));
    }
    Moment live = Moment.live(TestEvents.day(12));
    assertThat(shuffled.row(POOL, live)).isEqualTo(once.row(POOL, live));
    for (ComparedColumn column : ComparedColumn.values()) {
      assertThat(events(shuffled, live, column)).isEqualTo(events(once, live, column));
    }
  }

  @Property(tries = 300)
  void noCountIsNegative(@ForAll("histories") List<Event> history) {
    for (int day = 0; day < 12; day++) {
      assertThat(TestEvents.recount(history).row(POOL, Moment.asOf(TestEvents.day(day))).values())
          .allMatch(value -> !(value instanceof Value.Count(long number)) || number >= 0)
          .allMatch(
              value ->
                  !(value instanceof Value.Fraction(long part, long whole))
                      || (part >= 0 && part <= whole));
    }
  }

  private static List<Event> events(Recount recount, Moment moment, ComparedColumn column) {
    return recount.behind(POOL, moment, column).stream().map(LoggedEvent::event).toList();
  }

  @Provide
  Arbitrary<List<Event>> histories() {
    Arbitrary<Integer> few = Arbitraries.integers().between(1, 4);
    return Combinators.combine(
            Arbitraries.integers().between(0, 10), few, few, Arbitraries.integers().between(0, 10))
        .as(AnyOrderOfTheLogTest::event)
        .list()
        .ofMinSize(1)
        .ofMaxSize(50);
  }

  private static Event event(int kind, int n, int m, int day) {
    return switch (kind) {
      case 0 -> TestEvents.entered(n, m, day);
      case 1 -> TestEvents.left(n, m, day);
      case 2 -> TestEvents.voided(n, m, day);
      case 3 -> TestEvents.round(n, m / 2, m * 3, day);
      case 4 -> TestEvents.declined(n, day);
      case 5 -> TestEvents.rejected(n, ANSWERS.get(m - 1), day);
      case 6 -> TestEvents.closed(n, CAUSES.get(m - 1), day);
      case 7 -> TestEvents.loi(n, day);
      case 8 -> TestEvents.loiCancelled(n, day);
      case 9 -> TestEvents.scheduled(n, day, m);
      default -> TestEvents.quota(new Quota(QuotaKind.NUMBER, m), day);
    };
  }
}
