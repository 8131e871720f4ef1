package org.iecpools.kit.stream;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.iecpools.events.BaselineTaken;
import org.iecpools.events.BaselineValue;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.CorrectRound;
import org.iecpools.events.DaySums;
import org.iecpools.events.FiguresPublished;
import org.iecpools.events.InputPosition;
import org.iecpools.events.PartialSums;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolSizeShare;
import org.iecpools.events.PublicationMade;
import org.iecpools.events.PublicationRefused;
import org.iecpools.events.RebuildOrdered;
import org.iecpools.events.RebuildProgress;
import org.iecpools.events.RoundOrder;
import org.iecpools.events.RowPublished;
import org.iecpools.events.RunRounds;
import org.iecpools.events.StatedFigure;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.jspecify.annotations.Nullable;

/**
 * Validates what the schema cannot express about records that services write for each other:
 * commands, clock, statistics and publications. The services keep these rules, but anyone else with
 * write access to the topic may not.
 */
final class InternalCheck {

  /** Far more than there can be candidates, but far below the overflow of sums of sums. */
  private static final long MAX_COUNT = 1_000_000_000_000L;

  private static final int MAX_VERSION = 1_000_000;
  private static final int MAX_REASON = 10_000;
  private static final LocalDate FIRST_DAY = LocalDate.of(1, 1, 1);
  private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);
  private static final Set<String> INPUTS =
      Topics.EVENTS.stream().map(Topic::name).collect(Collectors.toSet());

  private InternalCheck() {}

  static void check(SpecificRecord record, int partitions, List<String> faults) {
    switch (record) {
      case RunRounds command -> check(command, faults);
      case CorrectRound command -> check(command, faults);
      case PartialSums row -> check(row, partitions, faults);
      case PoolSizeShare share -> check(share, partitions, faults);
      case RebuildOrdered ordered -> check(ordered, partitions, faults);
      case RebuildProgress progress -> check(progress, partitions, faults);
      case RowPublished row -> check(row, faults);
      case PublicationMade made -> {
        checkDay("week", made.getWeek(), faults);
        checkTime("publishedAt", made.getPublishedAt(), faults);
        checkCounts(() -> "rows or revisions", faults, made.getRows(), made.getRevisions());
        if (made.getDueBy() != null) {
          checkTime("dueBy", made.getDueBy(), faults);
        }
      }
      case FiguresPublished figures -> check(figures, faults);
      case PublicationRefused refused -> checkTime("fetchedAt", refused.getFetchedAt(), faults);
      case ChangeMade change -> {
        PoolId pool = change.getPool();
        if (pool != null) {
          RecordCheck.check(pool, faults);
        }
        checkTime("reportedAt", change.getReportedAt(), faults);
        checkTime("occurredAt", change.getOccurredAt(), faults);
      }
      case BaselineTaken baseline -> {
        checkTime("reportedAt", baseline.getReportedAt(), faults);
        for (BaselineValue value : baseline.getValues()) {
          if (value.getPool() != null) {
            RecordCheck.check(value.getPool(), faults);
          }
        }
      }
      case ClockTicked tick -> {
        checkCounts(() -> "tick", faults, tick.getTick());
        checkTime("now", tick.getNow(), faults);
      }
      default -> {
        // no rules beyond the schema
      }
    }
  }

  private static void check(RunRounds command, List<String> faults) {
    String country = PoolIds.country(command.getSeason(), command.getCountry());
    Set<Object> pools = new HashSet<>();
    Set<Object> rounds = new HashSet<>();
    for (RoundOrder order : command.getOrders()) {
      RecordCheck.check(order.getPool(), faults);
      if (!PoolIds.country(order.getPool()).equals(country)) {
        faults.add(
            "the order of %s is not of %s".formatted(PoolIds.text(order.getPool()), country));
      }
      if (!pools.add(order.getPool())) {
        faults.add("%s is ordered twice".formatted(PoolIds.text(order.getPool())));
      }
      if (!rounds.add(order.getRoundId())) {
        faults.add("round %s is ordered twice".formatted(order.getRoundId()));
      }
      checkSize(order.getSize(), faults);
    }
    checkReason(command.getReason(), faults);
  }

  private static void check(CorrectRound command, List<String> faults) {
    RecordCheck.check(command.getPool(), faults);
    checkSize(command.getSize(), faults);
    checkReason(command.getReason(), faults);
  }

  private static void checkReason(@Nullable String reason, List<String> faults) {
    if (reason != null && reason.length() > MAX_REASON) {
      faults.add("the reason is longer than %,d characters".formatted(MAX_REASON));
    }
  }

  private static void checkSize(Integer size, List<String> faults) {
    if (size != null && size < 0) {
      faults.add("size " + size + " is below 0");
    }
  }

  private static void check(PartialSums row, int partitions, List<String> faults) {
    RecordCheck.check(row.getPool(), faults);
    checkVersion(row.getVersion(), 0, faults);
    checkInput(row.getSourceTopic(), row.getSourcePartition(), partitions, faults);
    checkDay("week", row.getWeek(), faults);
    Set<LocalDate> days = new HashSet<>();
    for (DaySums day : row.getDays()) {
      checkDay("day", day.getDay(), faults);
      if (!days.add(day.getDay())) {
        faults.add("the day %s is stated twice".formatted(day.getDay()));
      }
      checkCounts(
          () -> "a sum of " + day.getDay(),
          faults,
          day.getEntered(),
          day.getLeft(),
          day.getLeavesVoided(),
          day.getInvited(),
          day.getDeclined(),
          day.getDeclinesRejected(),
          day.getClosedUnused(),
          day.getLois(),
          day.getLoisRejected(),
          day.getLoisCancelled());
    }
  }

  private static void check(PoolSizeShare share, int partitions, List<String> faults) {
    RecordCheck.check(share.getPool(), faults);
    checkVersion(share.getVersion(), 0, faults);
    checkInput(share.getSourceTopic(), share.getSourcePartition(), partitions, faults);
    // May be negative, if a partition has leaves whose entries are on another one.
    checkCounts(() -> "candidates", faults, Math.abs(share.getCandidates()));
  }

  private static void check(RebuildOrdered ordered, int partitions, List<String> faults) {
    checkVersion(ordered.getVersion(), 1, faults);
    checkTime("orderedAt", ordered.getOrderedAt(), faults);
    for (InputPosition position : ordered.getPositions()) {
      checkInput(position.getTopic(), position.getPartition(), partitions, faults);
      checkCounts(() -> "an offset", faults, position.getOffset());
    }
  }

  private static void check(RebuildProgress progress, int partitions, List<String> faults) {
    checkVersion(progress.getVersion(), 1, faults);
    checkInput(progress.getSourceTopic(), progress.getSourcePartition(), partitions, faults);
    checkCounts(() -> "next", faults, progress.getNext());
  }

  private static void check(RowPublished row, List<String> faults) {
    RecordCheck.check(row.getPool(), faults);
    checkDay("week", row.getWeek(), faults);
    checkTime("publishedAt", row.getPublishedAt(), faults);
    checkCounts(
        () -> "a number of the row",
        faults,
        row.getRevision(),
        row.getInvitationsIssued(),
        row.getCandidatesInPool(),
        row.getLoisIssued(),
        row.getOpenInvitations());
    Stream.of(row.getQuota(), row.getSpotsAvailable())
        .forEach(quota -> RecordCheck.check(quota, faults));
    Double chance = row.getChance();
    if (chance != null && !(chance >= 0 && chance <= 1)) {
      faults.add("chance " + chance + " is not from 0 to 1");
    }
  }

  private static void check(FiguresPublished figures, List<String> faults) {
    PoolId pool = figures.getPool();
    if (pool != null) {
      RecordCheck.check(pool, faults);
      if (pool.getSeason() != figures.getSeason()) {
        faults.add(
            "the pool is of season %d, not %d".formatted(pool.getSeason(), figures.getSeason()));
      }
    }
    checkDay("publishedOn", figures.getPublishedOn(), faults);
    checkTime("fetchedAt", figures.getFetchedAt(), faults);
    checkCounts(() -> "revision or position", faults, figures.getRevision(), figures.getPosition());
    for (StatedFigure figure :
        List.of(
            figures.getQuota(),
            figures.getInvitations(),
            figures.getCandidates(),
            figures.getSpots())) {
      Integer number = figure.getNumber();
      checkCounts(() -> "a figure", faults, number == null ? 0 : number);
    }
  }

  private static void checkVersion(int version, int first, List<String> faults) {
    if (version < first || version > MAX_VERSION) {
      faults.add("version %d is not from %d to %,d".formatted(version, first, MAX_VERSION));
    }
  }

  private static void checkInput(String topic, int partition, int partitions, List<String> faults) {
    if (!INPUTS.contains(topic) || partition < 0 || partition >= partitions) {
      faults.add("there is no input '%s', partition %d".formatted(topic, partition));
    }
  }

  private static void checkDay(String field, LocalDate day, List<String> faults) {
    if (day.isBefore(FIRST_DAY) || day.isAfter(LAST_DAY)) {
      faults.add("%s %s is not of the years 1 to 9999".formatted(field, day));
    }
  }

  private static void checkTime(String field, Instant time, List<String> faults) {
    if (time.isBefore(Instant.EPOCH) || time.getEpochSecond() > LAST_DAY.toEpochDay() * 86_400) {
      faults.add("%s %s is not of the years 1970 to 9999".formatted(field, time));
    }
  }

  /**
   * Checks without streams and describes only what is invalid, because stats-service reads millions
   * of rows.
   */
  private static void checkCounts(Supplier<String> field, List<String> faults, long... counts) {
    for (long count : counts) {
      if (count < 0 || count > MAX_COUNT) {
        faults.add("%s is %d, not from 0 to %d".formatted(field.get(), count, MAX_COUNT));
        return;
      }
    }
  }
}
