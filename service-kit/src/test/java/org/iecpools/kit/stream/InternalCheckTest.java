package org.iecpools.kit.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.iecpools.events.BaselineTaken;
import org.iecpools.events.Category;
import org.iecpools.events.ChangeKind;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.ChangeSource;
import org.iecpools.events.ChangeSubject;
import org.iecpools.events.ChangeValue;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.DaySums;
import org.iecpools.events.FigureKind;
import org.iecpools.events.FiguresPublished;
import org.iecpools.events.InputPosition;
import org.iecpools.events.PartialSums;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolSizeShare;
import org.iecpools.events.PublicationMade;
import org.iecpools.events.RebuildOrdered;
import org.iecpools.events.RebuildProgress;
import org.iecpools.events.RoundOrder;
import org.iecpools.events.RunRounds;
import org.iecpools.events.StatedFigure;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Internal records of the services with content that only someone else could write. */
class InternalCheckTest {

  private static final PoolId IE = PoolIds.parse("2026/IE/WORKING_HOLIDAY");
  private static final LocalDate WEEK = LocalDate.parse("2026-03-06");
  private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
  private static final UUID ROUND = UUID.randomUUID();

  static List<Arguments> bad() {
    return List.of(
        Arguments.of(sums(-1, 0, "iec.pools", 0), "a sum of 2026-03-02 is -1"),
        Arguments.of(sums(Long.MAX_VALUE, 0, "iec.pools", 0), "a sum of 2026-03-02 is 9223"),
        Arguments.of(sums(1, -1, "iec.pools", 0), "version -1"),
        Arguments.of(sums(1, Integer.MAX_VALUE, "iec.pools", 0), "version 2147483647"),
        Arguments.of(sums(1, 0, "iec.nothing", 0), "no input 'iec.nothing'"),
        Arguments.of(sums(1, 0, "iec.pools", -1), "no input 'iec.pools', partition -1"),
        Arguments.of(sums(1, 0, "iec.pools", 4), "no input 'iec.pools', partition 4"),
        Arguments.of(
            new PartialSums(
                IE, LocalDate.ofEpochDay(Integer.MAX_VALUE), "iec.pools", 0, List.of(), 0),
            "not of the years"),
        Arguments.of(
            new PartialSums(
                PoolIds.of(26, "Ireland", Category.UNKNOWN), WEEK, "iec.pools", 0, List.of(), 0),
            "season 26"),
        Arguments.of(
            new PoolSizeShare(IE, ROUND, "iec.pools", 0, Long.MIN_VALUE, 0), "candidates is"),
        Arguments.of(
            new RebuildOrdered(0, NOW, List.of(new InputPosition("iec.pools", 0, -2L))),
            "version 0"),
        Arguments.of(
            new RebuildOrdered(1, NOW, List.of(new InputPosition("iec.pools", 0, -2L))),
            "an offset is -2"),
        Arguments.of(
            new RebuildOrdered(1, Instant.ofEpochMilli(Long.MAX_VALUE), List.of()), "orderedAt"),
        Arguments.of(new RebuildProgress(1, "iec.pools", 0, -1L, true), "next is -1"),
        Arguments.of(new RebuildProgress(-3, "iec.pools", 0, 1L, true), "version -3"),
        Arguments.of(new ClockTicked("run", -1L, NOW), "tick is -1"),
        Arguments.of(new ClockTicked("run", 1L, Instant.ofEpochMilli(Long.MIN_VALUE)), "now"),
        Arguments.of(new PublicationMade(WEEK, NOW, -1, 0, NOW), "rows or revisions is -1"),
        Arguments.of(new PublicationMade(WEEK, NOW, 0, 0, Instant.ofEpochMilli(-1)), "dueBy"),
        Arguments.of(change().setReportedAt(Instant.ofEpochMilli(-1)).build(), "reportedAt"),
        Arguments.of(
            change().setOccurredAt(Instant.ofEpochMilli(Long.MAX_VALUE)).build(), "occurredAt"),
        Arguments.of(
            new BaselineTaken(ROUND, 2026, Instant.ofEpochMilli(-1), List.of()), "reportedAt"),
        Arguments.of(figures().setSeason(2025).build(), "the pool is of season 2026, not 2025"),
        Arguments.of(figures().setSpots(number(-1)).build(), "a figure is -1"),
        Arguments.of(figures().setRevision(-1).build(), "revision or position is -1"),
        Arguments.of(
            figures().setFetchedAt(Instant.ofEpochMilli(Long.MAX_VALUE)).build(), "fetchedAt"),
        Arguments.of(orders(new RoundOrder(IE, ROUND, -1)), "size -1 is below 0"),
        Arguments.of(
            orders(new RoundOrder(IE, ROUND, 1), new RoundOrder(IE, UUID.randomUUID(), 1)),
            "2026/IE/WORKING_HOLIDAY is ordered twice"),
        Arguments.of(
            orders(
                new RoundOrder(IE, ROUND, 1),
                new RoundOrder(PoolIds.parse("2026/IE/YOUNG_PROFESSIONALS"), ROUND, 1)),
            "is ordered twice"),
        Arguments.of(
            orders(new RoundOrder(PoolIds.parse("2026/FR/WORKING_HOLIDAY"), ROUND, 1)),
            "is not of 2026/IE"));
  }

  static List<Arguments> good() {
    return List.of(
        Arguments.of(sums(0, 0, "iec.pools", 3)),
        Arguments.of(new PoolSizeShare(IE, ROUND, "iec.responses", 0, -7L, 2)),
        Arguments.of(new RebuildOrdered(1, NOW, List.of(new InputPosition("iec.pools", 0, 0L)))),
        Arguments.of(new RebuildProgress(1, "iec.rounds", 0, 0L, false)),
        Arguments.of(new ClockTicked("run", 0L, Instant.EPOCH)),
        Arguments.of(new PublicationMade(WEEK, NOW, 0, 0, NOW)),
        Arguments.of(new PublicationMade(WEEK, NOW, 0, 0, null)),
        Arguments.of(change().build()),
        Arguments.of(change().setPool(null).setSeason(null).build()),
        Arguments.of(new BaselineTaken(ROUND, null, NOW, List.of())),
        Arguments.of(figures().build()),
        Arguments.of(figures().setPool(null).build()),
        Arguments.of(orders(new RoundOrder(IE, ROUND, null))));
  }

  private static ChangeMade.Builder change() {
    return ChangeMade.newBuilder()
        .setEventId(ROUND)
        .setKind(ChangeKind.QUOTA_CHANGED)
        .setSeason(2026)
        .setPool(IE)
        .setSubject(ChangeSubject.QUOTA)
        .setSource(ChangeSource.COUNTED)
        .setOccurredAt(NOW)
        .setReportedAt(NOW)
        .setAfter(new ChangeValue(1_475L, "1,475"));
  }

  private static FiguresPublished.Builder figures() {
    return FiguresPublished.newBuilder()
        .setEventId(ROUND)
        .setSource("ircc")
        .setSeason(2026)
        .setPool(IE)
        .setPublishedOn(WEEK)
        .setStatedDate("April 24, 2026")
        .setFetchedAt(NOW)
        .setFetchedFrom("selections.xml")
        .setRevision(1)
        .setPosition(0)
        .setCode("ie")
        .setLocation("Ireland")
        .setCategory("wh")
        .setQuota(number(10_000))
        .setFirstRound("Week of January 19, 2026")
        .setFinalRound("To be announced")
        .setInvitations(number(1_475))
        .setCandidates(number(0))
        .setSpots(number(9_000));
  }

  private static StatedFigure number(int number) {
    return new StatedFigure(FigureKind.NUMBER, number, Integer.toString(number));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void whatCannotBeIsRefusedByEveryReader(SpecificRecord record, String reason) {
    assertThat(faults(record)).anySatisfy(fault -> assertThat(fault).contains(reason));
  }

  @ParameterizedTest
  @MethodSource("good")
  void whatServicesWritePasses(SpecificRecord record) {
    assertThat(faults(record)).isEmpty();
  }

  @SuppressWarnings("unchecked") // the topic accepts it
  private static List<String> faults(SpecificRecord record) {
    Topic<Object> topic =
        (Topic<Object>)
            Topics.ALL.stream().filter(each -> each.accepts(record)).findFirst().orElseThrow();
    String key = topic.key().apply(record);
    for (int partition = 0; partition < 4; partition++) {
      List<String> faults = RecordCheck.faults(topic, record, key, partition, 4);
      if (faults.stream().noneMatch(fault -> fault.contains("belongs on partition"))) {
        return faults;
      }
    }
    throw new AssertionError("the key belongs on no partition");
  }

  private static PartialSums sums(long entered, int version, String topic, int partition) {
    DaySums day =
        new DaySums(LocalDate.parse("2026-03-02"), entered, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
    return new PartialSums(IE, WEEK, topic, partition, List.of(day), version);
  }

  private static RunRounds orders(RoundOrder... orders) {
    return new RunRounds(UUID.randomUUID(), NOW, 2026, "IE", List.of(orders), null, null);
  }
}
