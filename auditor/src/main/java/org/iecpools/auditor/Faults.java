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
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.ResponsesEvent;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.WantedPool;
import org.iecpools.kafka.Topics;

/**
 * Validates decoded records. The rules are those of docs/upstream.md for dead letters, except the
 * check against the clock, which is in {@link EventLog}.
 */
final class Faults {

  record Fault(Why why, String detail) {}

  private static final int LONGEST_OF_CANDIDATES = 65_536;
  private static final int LONGEST_TEXT = 200;
  private static final int MOST_WANTED = 100;

  private Faults() {}

  /** Checks a record before it is decoded. */
  static Optional<Fault> ofEnvelope(ConsumerRecord<byte[], byte[]> record) {
    boolean isOfCandidates =
        !record.topic().equals(Topics.SEASONS.name())
            && !record.topic().equals(Topics.ROUNDS.name());
    return when(record.timestamp() <= 0, "its timestamp is " + record.timestamp())
        .or(
            () ->
                when(
                    isOfCandidates
                        && record.value() != null
                        && record.value().length > LONGEST_OF_CANDIDATES,
                    "its value is too long"))
        .map(detail -> new Fault(Why.MALFORMED, detail));
  }

  /**
   * Checks a decoded record.
   *
   * @param key as received; may be null
   * @param partitions number of partitions of the place's topic
   */
  static Optional<Fault> of(SpecificRecord record, byte[] key, Place place, int partitions) {
    String type = record.getSchema().getName();
    if (!(record instanceof Event event)) {
      return misplaced("a " + type + " is no event");
    }
    if (!Topics.of(event).name().equals(place.topic())) {
      return misplaced("a " + type + " belongs on " + Topics.of(event).name());
    }
    String expected = Topics.keyOf(event);
    if (key == null || !expected.equals(Utils.utf8(key))) {
      return misplaced("its key must be " + expected);
    }
    int partition = Utils.toPositive(Utils.murmur2(key)) % partitions;
    if (partition != place.partition()) {
      return misplaced("the key " + expected + " belongs on partition " + partition);
    }
    return impossible(event)
        .or(() -> Times.fault(event))
        .or(() -> Unprintable.in(record))
        .map(detail -> new Fault(Why.IMPOSSIBLE, detail));
  }

  private static Optional<Fault> misplaced(String detail) {
    return Optional.of(new Fault(Why.MISPLACED, detail));
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
      case AnnouncementWithdrawn e ->
          impossible(new PoolId(e.getSeason(), e.getCountry(), Category.WORKING_HOLIDAY, null));
      case RoundRun e ->
          impossible(e.getPool())
              .or(
                  () ->
                      when(
                          e.getInvited() < 0 || e.getRevision() < 0,
                          "invited or revision is below 0"));
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
              e.getWanted().size() > MOST_WANTED
                  || Stream.concat(
                          Stream.of(e.getCitizenship(), e.getResidence(), e.getTimeZone()),
                          e.getWanted().stream().map(WantedPool::getStream))
                      .anyMatch(Faults::isLong),
              "its texts are too long, or too many pools are wanted");
      case ProfileWithdrawn e -> when(isLong(e.getCitizenship()), "its citizenship is too long");
    };
  }

  private static boolean isLong(String text) {
    return text != null && text.length() > LONGEST_TEXT;
  }

  private static Optional<String> stay(PoolId pool, int stay) {
    return impossible(pool).or(() -> when(stay < 1, "stay " + stay + " is below 1"));
  }

  private static Optional<String> impossible(PoolId pool) {
    return Optional.ofNullable(PoolIds.fault(pool));
  }

  private static Optional<String> impossible(Quota quota) {
    Integer permits = quota.getPermits();
    return Stream.of(
            when(quota.getKind() == QuotaKind.UNKNOWN, "the quota is of no known kind"),
            when(
                (quota.getKind() == QuotaKind.NUMBER) != (permits != null),
                "a quota has permits exactly when its kind is NUMBER"),
            when(permits != null && permits < 0, "the quota is below 0"))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> when(boolean wrong, String detail) {
    return wrong ? Optional.of(detail) : Optional.empty();
  }
}
