package org.iecpools.kit.stream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.utils.Utils;
import org.iecpools.domain.EventTimes;
import org.iecpools.domain.IdentityDigests;
import org.iecpools.domain.PlanLimits;
import org.iecpools.domain.SeasonWindow;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.ApplicationsEvent;
import org.iecpools.events.CandidateEvent;
import org.iecpools.events.Category;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolsEvent;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfileWithdrawn;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.ResponsesEvent;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ServiceClock;
import org.jspecify.annotations.Nullable;

/**
 * Validates what the schema cannot express about a record: its topic, key, partition, time and
 * content. The content of profiles is not validated here, because pool-service answers it with a
 * decision.
 */
final class RecordCheck {

  /** How far ahead of the clock an event's time may be, because upstream clocks differ. */
  static final Duration AHEAD = Duration.ofMinutes(5);

  /** Maximum number of characters of a string in a profile, because decisions quote it. */
  static final int MAX_TEXT = 200;

  /** Maximum number of pools in a profile, because each refused pool results in an event. */
  static final int MAX_WANTED = 100;

  private static final Duration CLOCK_TIMEOUT = Duration.ofSeconds(10);

  private RecordCheck() {}

  /** Faults that are visible without decoding a record; empty if it can be decoded. */
  static List<String> faultsOfEnvelope(Topic<?> topic, ConsumerRecord<byte[], byte[]> record) {
    List<String> faults = new ArrayList<>();
    if (record.timestamp() <= 0) {
      faults.add(
          "the record timestamp is not after 1970-01-01T00:00:00Z, as when it is -1: leave it to"
              + " the client, or send milliseconds since 1970");
    }
    int length = Trim.lengthOfValue(record);
    if (length > topic.largestValue()) {
      faults.add(
          "the value is of %,d bytes; at most %,d are read of %s"
              .formatted(length, topic.largestValue(), topic.name()));
    }
    return faults;
  }

  /**
   * All faults of a record and of its position, as sentences; empty if it is valid.
   *
   * @param key as received; may be null
   * @param partitions number of partitions of the topic
   */
  static <E> List<String> faults(
      Topic<E> topic, SpecificRecord record, @Nullable String key, int partition, int partitions) {
    if (!topic.accepts(record)) {
      return List.of(
          "a "
              + record.getSchema().getName()
              + " does not belong on "
              + topic.name()
              + (record instanceof Event e ? " but on " + Topics.of(e).name() : ""));
    }
    List<String> faults = new ArrayList<>();
    @SuppressWarnings("unchecked") // the topic accepts it
    String expected = topic.key().apply((E) record);
    if (key != null && expected.equals(key)) {
      checkPartition(key, partition, partitions, faults);
    } else {
      faults.add(
          "the key is '" + key + "' but must be '" + expected + "' (" + topic.keyedBy() + ")");
    }
    faults.addAll(faults(record, partitions));
    return faults;
  }

  /** Why a record that has faults is refused: the first of them. */
  static <E> IntakeMeters.Refusal reason(
      Topic<E> topic, SpecificRecord record, @Nullable String key, int partition, int partitions) {
    if (!topic.accepts(record)) {
      return IntakeMeters.Refusal.WRONG_TOPIC;
    }
    @SuppressWarnings("unchecked") // the topic accepts it
    String expected = topic.key().apply((E) record);
    return expected.equals(key) && partition == partition(expected, partitions)
        ? IntakeMeters.Refusal.CONTENT
        : IntakeMeters.Refusal.WRONG_KEY;
  }

  private static int partition(String key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
  }

  private static void checkPartition(
      String key, int partition, int partitions, List<String> faults) {
    int right = partition(key, partitions);
    if (partition != right) {
      faults.add(
          "the key '"
              + key
              + "' belongs on partition "
              + right
              + ", not "
              + partition
              + ": set partitioner=murmur2_random (librdkafka clients choose another by default)");
    }
  }

  /**
   * Faults of an event's time. The reference is the record's own timestamp, so that every reader
   * reaches the same result at any time. Producers cannot choose it far ahead, because brokers
   * reject such records. In a simulation the reference is the reader's clock, which is given some
   * time to catch up.
   *
   * @param timestamp of the record, milliseconds since 1970, UTC
   */
  static List<String> timeFaults(Event event, ServiceClock clock, long timestamp) {
    Instant time = event.getOccurredAt();
    try {
      if (clock.isSimulated()
          ? clock.isAtLeast(time.minus(AHEAD), CLOCK_TIMEOUT)
          : time.toEpochMilli() <= timestamp + AHEAD.toMillis()) {
        return List.of();
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    return List.of(
        "occurredAt %s is more than 5 minutes ahead of the clock (%s)"
            .formatted(
                time, clock.isSimulated() ? clock.instant() : Instant.ofEpochMilli(timestamp)));
  }

  private static List<String> faults(SpecificRecord record, int partitions) {
    List<String> faults = new ArrayList<>();
    if (record instanceof Event event) {
      check(event, faults);
      faults.addAll(EventTimes.faults(event));
    } else {
      InternalCheck.check(record, partitions, faults);
    }
    RecordTexts.check(record, faults);
    return faults;
  }

  private static void check(Event event, List<String> faults) {
    switch (event) {
      case SeasonsEvent e -> check(e, faults);
      case RoundsEvent e -> {
        check(e.getPool(), faults);
        if (e instanceof RoundRun run && (run.getInvited() < 0 || run.getRevision() < 0)) {
          faults.add("invited and revision must be 0 or more");
        }
      }
      case CandidateEvent e -> check(e, faults);
    }
  }

  private static void check(SeasonsEvent event, List<String> faults) {
    switch (event) {
      case SeasonPlanned e ->
          e.getPools()
              .forEach(
                  plan -> {
                    check(
                        new PoolId(
                            e.getSeason(), e.getCountry(), plan.getCategory(), plan.getStream()),
                        faults);
                    PlanLimits.fault(plan).ifPresent(faults::add);
                  });
      case QuotaAnnounced e -> {
        check(e.getPool(), faults);
        check(e.getQuota(), faults);
      }
      case AnnouncementWithdrawn e ->
          check(new PoolId(e.getSeason(), e.getCountry(), Category.WORKING_HOLIDAY, null), faults);
      case PublicationTimeSet e -> {
        if (!SeasonWindow.isSeason(e.getSeason())) {
          faults.add("season " + e.getSeason() + " is not a year from 2000 to 2999");
        }
        if (e.getMinuteOfDay() < 0 || e.getMinuteOfDay() >= Duration.ofDays(1).toMinutes()) {
          faults.add("minuteOfDay is " + e.getMinuteOfDay() + "; it must be from 0 to 1439");
        }
      }
    }
  }

  static void check(Quota quota, List<String> faults) {
    Integer permits = quota.getPermits();
    QuotaKind kind = quota.getKind();
    if (kind == QuotaKind.UNKNOWN) {
      faults.add("the quota is of no known kind");
    } else if ((kind == QuotaKind.NUMBER) != (permits != null)) {
      faults.add("a quota has permits exactly when its kind is NUMBER");
    } else if (permits != null && permits < 0) {
      faults.add("a quota of " + permits + " permits; it must be 0 or more");
    }
  }

  private static void check(CandidateEvent event, List<String> faults) {
    switch (event) {
      // pool-service decides on the content; only what would make its answer too long is refused.
      case ProfileSubmitted e -> check(e, faults);
      case ProfileWithdrawn e -> checkLength("citizenship", e.getCitizenship(), faults);
      case PoolsEvent e -> check(e, faults);
      case InvitationsEvent e -> check(e.getPool(), faults);
      case ResponsesEvent e -> check(e.getPool(), faults);
      case ApplicationsEvent e -> check(e.getPool(), faults);
    }
  }

  private static void check(ProfileSubmitted event, List<String> faults) {
    checkLength("citizenship", event.getCitizenship(), faults);
    checkLength("residence", event.getResidence(), faults);
    checkLength("timeZone", event.getTimeZone(), faults);
    if (event.getWanted().size() > MAX_WANTED) {
      faults.add(
          "%,d pools are wanted; at most %d are read"
              .formatted(event.getWanted().size(), MAX_WANTED));
    }
    Optional.ofNullable(event.getIdentityDigest())
        .flatMap(IdentityDigests::fault)
        .ifPresent(faults::add);
    event.getWanted().forEach(wanted -> checkLength("stream", wanted.getStream(), faults));
  }

  private static void checkLength(String field, @Nullable String text, List<String> faults) {
    if (text != null && text.length() > MAX_TEXT) {
      faults.add(
          "%s is of %,d characters; at most %d are read".formatted(field, text.length(), MAX_TEXT));
    }
  }

  private static void check(PoolsEvent event, List<String> faults) {
    switch (event) {
      case PoolEntered e -> checkStay(e.getPool(), e.getStay(), faults);
      case PoolLeft e -> checkStay(e.getPool(), e.getStay(), faults);
      case PoolLeaveVoided e -> checkStay(e.getPool(), e.getStay(), faults);
      case PoolEntryRefused _, ProfileRejected _ -> {
        // repeats what was requested, which need not be a valid pool
      }
    }
  }

  private static void checkStay(PoolId pool, int stay, List<String> faults) {
    check(pool, faults);
    if (stay < 1) {
      faults.add("stay " + stay + " is not 1 or more");
    }
  }

  static void check(PoolId pool, List<String> faults) {
    Stream.ofNullable(PoolIds.fault(pool)).forEach(faults::add);
  }
}
