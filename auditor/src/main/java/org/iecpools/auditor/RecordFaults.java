package org.iecpools.auditor;

import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.iecpools.auditor.PassedOver.Why;
import org.iecpools.domain.PlanLimits;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.ApplicationsEvent;
import org.iecpools.events.Category;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
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
import org.iecpools.events.WantedPool;
import org.iecpools.kafka.Topics;
import org.jspecify.annotations.Nullable;

/**
 * Finds records that the services refuse. The rules are those of docs/upstream.md for dead letters,
 * except the check against the clock, which is in {@link EventLog}.
 */
final class RecordFaults {

  private static final int MAX_TEXT_LENGTH = 200;
  private static final int MAX_WANTED_POOLS = 100;
  private static final int DIGEST_BYTES = 32;

  private RecordFaults() {}

  /** Checks a record before it is decoded. Empty if it has no fault. */
  static Optional<PassedOver> ofEnvelope(ConsumerRecord<byte[], byte[]> record) {
    int largest = maxValueBytes(record.topic());
    return when(record.timestamp() <= 0, "its timestamp is " + record.timestamp())
        .or(
            () ->
                when(
                    record.value() != null && record.value().length > largest,
                    "its value is longer than %,d bytes".formatted(largest)))
        .map(detail -> new PassedOver(Position.of(record), Why.MALFORMED, detail));
  }

  private static int maxValueBytes(String topic) {
    if (topic.equals(Topics.ROUNDS.name())) {
      return 1_048_576;
    }
    boolean hasOnlyIds =
        topic.equals(Topics.RESPONSES.name()) || topic.equals(Topics.APPLICATIONS.name());
    return hasOnlyIds ? 8_192 : 65_536;
  }

  /**
   * Checks a decoded record. Empty if it has no fault.
   *
   * @param key as received; null if the record has none
   * @param partitions number of partitions of the record's topic
   */
  static Optional<PassedOver> of(
      SpecificRecord record, byte @Nullable [] key, Position position, int partitions) {
    return misplaced(record, key, position, partitions)
        .map(detail -> new PassedOver(position, Why.MISPLACED, detail))
        .or(
            () ->
                impossible((Event) record)
                    .or(() -> Times.fault((Event) record))
                    .or(() -> Unprintable.in(record))
                    .map(detail -> new PassedOver(position, Why.IMPOSSIBLE, detail)));
  }

  private static Optional<String> misplaced(
      SpecificRecord record, byte @Nullable [] key, Position position, int partitions) {
    String type = record.getSchema().getName();
    if (!(record instanceof Event event)) {
      return Optional.of(type + " is not an event");
    }
    if (!Topics.of(event).name().equals(position.topic())) {
      return Optional.of("%s belongs on %s".formatted(type, Topics.of(event).name()));
    }
    String expected = Topics.keyOf(event);
    if (key == null || !expected.equals(Utils.utf8(key))) {
      return Optional.of("its key must be " + expected);
    }
    int partition = Utils.toPositive(Utils.murmur2(key)) % partitions;
    return when(
        partition != position.partition(),
        "the key %s belongs on partition %d".formatted(expected, partition));
  }

  private static Optional<String> impossible(Event event) {
    return switch (event) {
      case SeasonPlanned e ->
          e.getPools().stream()
              .map(
                  plan ->
                      new PoolId(
                          e.getSeason(), e.getCountry(), plan.getCategory(), plan.getStream()))
              .flatMap(pool -> impossible(pool).stream())
              .findFirst()
              .or(
                  () ->
                      e.getPools().stream()
                          .flatMap(plan -> PlanLimits.fault(plan).stream())
                          .findFirst());
      case QuotaAnnounced e -> impossible(e.getPool()).or(() -> impossible(e.getQuota()));
      case PublicationTimeSet e ->
          when(
              e.getSeason() < 2000
                  || e.getSeason() > 2999
                  || e.getMinuteOfDay() < 0
                  || e.getMinuteOfDay() > 1439,
              "season or minuteOfDay is out of range");
      case AnnouncementWithdrawn e ->
          impossible(PoolIds.of(e.getSeason(), e.getCountry(), Category.WORKING_HOLIDAY));
      case RoundRun e ->
          impossible(e.getPool())
              .or(
                  () ->
                      when(
                          e.getInvited() < 0 || e.getRevision() < 0,
                          "invited or revision is negative"));
      case RoundsEvent e -> impossible(e.getPool());
      case PoolEntered e -> stay(e.getPool(), e.getStay());
      case PoolLeft e -> stay(e.getPool(), e.getStay());
      case PoolLeaveVoided e -> stay(e.getPool(), e.getStay());
      case InvitationsEvent e -> impossible(e.getPool());
      case ResponsesEvent e -> impossible(e.getPool());
      case ApplicationsEvent e -> impossible(e.getPool());
      // The requested pool may be invalid: these events report exactly that, and no number depends
      // on them.
      case PoolEntryRefused _, ProfileRejected _ -> Optional.empty();
      case ProfileSubmitted e ->
          when(
              e.getWanted().size() > MAX_WANTED_POOLS
                  || Stream.concat(
                          Stream.of(e.getCitizenship(), e.getResidence(), e.getTimeZone()),
                          e.getWanted().stream().map(WantedPool::getStream))
                      .anyMatch(RecordFaults::isLong)
                  || e.getIdentityDigest() != null
                      && e.getIdentityDigest().remaining() != DIGEST_BYTES,
              "a string is too long, too many pools are wanted, or its digest is not of 32 bytes");
      case ProfileWithdrawn e -> when(isLong(e.getCitizenship()), "its citizenship is too long");
    };
  }

  private static boolean isLong(@Nullable String text) {
    return text != null && text.length() > MAX_TEXT_LENGTH;
  }

  private static Optional<String> stay(PoolId pool, int stay) {
    return impossible(pool).or(() -> when(stay < 1, "stay %d is less than 1".formatted(stay)));
  }

  private static Optional<String> impossible(PoolId pool) {
    return Optional.ofNullable(PoolIds.fault(pool));
  }

  private static Optional<String> impossible(Quota quota) {
    Integer permits = quota.getPermits();
    return Stream.of(
            when(quota.getKind() == QuotaKind.UNKNOWN, "the kind of the quota is unknown"),
            when(
                (quota.getKind() == QuotaKind.NUMBER) != (permits != null),
                "a quota must have permits if its kind is NUMBER, and only then"),
            when(permits != null && permits < 0, "the quota is negative"))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> when(boolean wrong, String detail) {
    return wrong ? Optional.of(detail) : Optional.empty();
  }
}
