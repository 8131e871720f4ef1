package org.iecpools.stats.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.POOL;
import static org.iecpools.stats.domain.Story.closed;
import static org.iecpools.stats.domain.Story.declined;
import static org.iecpools.stats.domain.Story.entered;
import static org.iecpools.stats.domain.Story.round;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.iecpools.domain.Weeks;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.Event;
import org.iecpools.events.PartialSums;
import org.junit.jupiter.api.Test;

class TallyTest {

  private final Tally tally = new Tally("iec.pools", 3, new PoolIndex());

  @Test
  void aChangeIsReportedAsTheWholeRowOfItsWeek() {
    take(entered(1));
    take(entered(2, 1, NOON.plus(Duration.ofDays(1))));

    List<PartialSums> changes = tally.changes();

    assertThat(changes)
        .singleElement()
        .returns(POOL, PartialSums::getPool)
        .returns("iec.pools", PartialSums::getSourceTopic)
        .returns(3, PartialSums::getSourcePartition)
        .returns(LocalDate.of(2026, 1, 16), PartialSums::getWeek);
    assertThat(changes.getFirst().getDays())
        .extracting(day -> day.getDay() + " " + day.getEntered())
        .containsExactly("2026-01-14 1", "2026-01-15 1");
  }

  @Test
  void changesAreReportedUntilTheyAreForgotten() {
    take(entered(1));
    List<PartialSums> once = tally.changes();

    assertThat(tally.changes()).isEqualTo(once);

    tally.forgetChanges();
    assertThat(tally.changes()).isEmpty();
    take(entered(2));
    assertThat(tally.changes().getFirst().getDays().getFirst().getEntered()).isEqualTo(2);
  }

  @Test
  void aDuplicateChangesNothing() {
    take(entered(1));
    tally.forgetChanges();

    take(entered(1));

    assertThat(tally.changes()).isEmpty();
    assertThat(tally.facts()).isEqualTo(1);
  }

  @Test
  void aVerdictThatOtherFactsAccountForChangesNothingButIsAFact() {
    take(closed(1, ClosedCause.LOI_ISSUED));

    assertThat(tally.changes()).isEmpty();
    assertThat(tally.facts()).isEqualTo(1);
  }

  @Test
  void anEarlierRecordOfAFactMovesItToItsWeek() {
    take(declined(1, NOON));
    tally.forgetChanges();

    take(declined(1, NOON.minus(Duration.ofDays(7))));

    assertThat(tally.changes())
        .extracting(row -> row.getWeek() + " " + row.getDays().size())
        .containsExactly("2026-01-16 0", "2026-01-09 1");
  }

  @Test
  void aHigherRevisionTakesTheRoundsPlace() {
    take(round(1, 0, 5, NOON));
    take(round(1, 2, 3, NOON));
    take(round(1, 1, 9, NOON));

    assertThat(tally.changes().getFirst().getDays().getFirst().getInvited()).isEqualTo(3);
  }

  @Property(tries = 2_000)
  void theFastDayIsTheProgrammesDay(@ForAll @LongRange(min = -9_999_999_999_999L) long millis) {
    long when = millis % 9_999_999_999_999L;
    assertThat(Tally.epochDay(when))
        .isEqualTo((int) Weeks.day(Instant.ofEpochMilli(when)).toEpochDay());
  }

  @Test
  void theFastDayIsTheProgrammesDayAtEveryHourAndAroundEveryMidnight() {
    for (long hour = Instant.parse("1969-12-01T00:00:00Z").toEpochMilli();
        hour < Instant.parse("2035-01-01T00:00:00Z").toEpochMilli();
        hour += 3_600_000) {
      for (long when : new long[] {hour - 1, hour, hour + 1}) {
        assertThat(Tally.epochDay(when))
            .isEqualTo((int) Weeks.day(Instant.ofEpochMilli(when)).toEpochDay());
      }
    }
  }

  @Test
  void theTableOfFactsIsAMapOfManyKeys() {
    FactTable table = new FactTable();
    Map<Long, Long> map = new HashMap<>();
    SplittableRandom random = new SplittableRandom(1);

    for (int i = 0; i < 200_000; i++) {
      // Keys that differ in few bits: the worst case for the hash function.
      long hi = random.nextInt(300);
      long lo = (long) random.nextInt(300) << 40;
      long time = random.nextLong();
      int slot = table.slot(FactTable.hash(hi, lo), hi, lo);
      assertThat(table.isNew(slot)).isEqualTo(!map.containsKey(hi << 32 | lo >>> 40));
      table.put(slot, hi, lo, time, (int) hi, (int) (time & 1));
      map.put(hi << 32 | lo >>> 40, time);
    }

    assertThat(table.size()).isEqualTo(map.size());
    map.forEach(
        (key, time) -> {
          long hi = key >>> 32;
          long lo = (key & 0xffffffffL) << 40;
          int slot = table.slot(FactTable.hash(hi, lo), hi, lo);
          assertThat(table.time(slot)).isEqualTo(time);
          assertThat(table.pool(slot)).isEqualTo((int) (key >>> 32));
          assertThat(table.amount(slot)).isEqualTo((int) (time & 1));
        });
    assertThat(table.bytes()).isLessThan(table.size() * 75L);
  }

  private void take(Event event) {
    Fact.of(event).ifPresent(tally::count);
  }
}
