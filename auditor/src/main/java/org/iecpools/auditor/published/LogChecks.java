package org.iecpools.auditor.published;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.iecpools.auditor.LoggedEvent;
import org.iecpools.auditor.Position;
import org.iecpools.auditor.draw.Check;
import org.iecpools.auditor.draw.Claim;
import org.iecpools.auditor.draw.DrawLog;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.transparency.Checkpoint;
import org.iecpools.transparency.SignedNote;

/** Checks a transparency log of rounds against Kafka. A pure function of both. */
public final class LogChecks {

  /** Longer lists are truncated to this many entries. */
  private static final int LISTED = 5;

  /** Longer entries are truncated in messages. */
  private static final int LONGEST = 120;

  /** A round is drawn within seconds of the beacon's round, unless the service is down. */
  private static final Duration DRAWN_WITHIN = Duration.ofHours(1);

  private final PublishedLog published;
  private final DrawLog kafka;
  private final Instant now;
  private final Map<Position, LoggedEvent> onKafka = new TreeMap<>();
  private final Map<Position, List<LogEntry>> entries = new HashMap<>();
  private final Map<UUID, List<LoggedEvent>> eventsOfRounds = new HashMap<>();
  private final Map<UUID, List<LogEntry>> byRound;
  private final Map<String, Long> lastOffsets = new HashMap<>();
  private final PrefixRoots roots;
  private final List<Cosignatures> checkpoints;

  /**
   * @param kafka read after the log, so that it has everything that the log has
   * @param now the time of the verification
   */
  public LogChecks(PublishedLog published, DrawLog kafka, Instant now) {
    this.published = published;
    this.kafka = kafka;
    this.now = now;
    Stream.concat(kafka.events().stream(), kafka.leftOut().stream())
        .sorted(Comparator.comparing(LoggedEvent::position))
        .forEach(
            at ->
                roundId(at)
                    .ifPresent(
                        roundId -> {
                          onKafka.put(at.position(), at);
                          eventsOfRounds.computeIfAbsent(roundId, _ -> new ArrayList<>()).add(at);
                        }));
    this.byRound = published.byRound();
    for (LogEntry entry : published.parsed()) {
      entries.computeIfAbsent(entry.position(), _ -> new ArrayList<>()).add(entry);
      lastOffsets.merge(partition(entry.position()), entry.position().offset(), Math::max);
    }
    this.roots = new PrefixRoots(published.entries());
    this.checkpoints =
        Stream.concat(published.kept().stream(), Stream.of(published.latest()))
            .filter(this::isOfThisVersion)
            .map(note -> Cosignatures.of(note, published.trust()))
            .toList();
  }

  private boolean isOfThisVersion(SignedNote note) {
    return isSigned(note) && roots.include(Checkpoint.parse(note.text()));
  }

  private boolean isSigned(SignedNote note) {
    return note.status(published.trust().log()) == SignedNote.Status.VALID;
  }

  private static Optional<UUID> roundId(LoggedEvent at) {
    return switch (at.event()) {
      case RoundScheduled e -> Optional.of(e.getRoundId());
      case RoundSealed e -> Optional.of(e.getRoundId());
      case RoundCancelled e -> Optional.of(e.getRoundId());
      case RoundRun e -> Optional.of(e.getRoundId());
      default -> Optional.empty();
    };
  }

  // ---- one round

  /** The checks of one round: LOGGED, and COSIGNED if there are witnesses. */
  public List<Check> of(UUID roundId) {
    Check logged = logged(roundId);
    return published.trust().witnesses().isEmpty()
        ? List.of(logged)
        : List.of(
            logged,
            CosignedCheck.of(
                byRound.getOrDefault(roundId, List.of()), checkpoints, published.trust()));
  }

  private Check logged(UUID roundId) {
    List<LoggedEvent> events = eventsOfRounds.getOrDefault(roundId, List.of());
    List<LogEntry> its = byRound.getOrDefault(roundId, List.of());
    List<String> faults = new ArrayList<>();
    events.stream().filter(at -> !isBehindTheLog(at)).forEach(at -> faults.addAll(faults(at)));
    its.stream()
        .filter(entry -> !isOf(roundId, entry) && !kafka.refused().contains(entry.position()))
        .forEach(entry -> faults.add(entry.inWords() + " is not an event of this round on Kafka"));
    List<LogEntry> seals =
        its.stream().filter(entry -> entry.type().equals(LogEntry.SEAL)).toList();
    if (seals.size() > 1) {
      faults.add("the log has %d seals of the round: %s".formatted(seals.size(), words(seals)));
    }
    if (!faults.isEmpty()) {
      return Claim.LOGGED.broken("%s", listed(faults));
    }
    List<LoggedEvent> behind = events.stream().filter(this::isBehindTheLog).toList();
    return behind.isEmpty()
        ? Claim.LOGGED.holds("%s", words(its))
        : Claim.LOGGED.notJudged(
            "the log has not come to %s yet", listed(behind.stream().map(this::place).toList()));
  }

  private boolean isOf(UUID roundId, LogEntry entry) {
    LoggedEvent at = onKafka.get(entry.position());
    return at != null && roundId(at).equals(Optional.of(roundId));
  }

  /** Whether the log has no entry of this or a later record of the partition. */
  private boolean isBehindTheLog(LoggedEvent at) {
    return lastOffsets.getOrDefault(partition(at.position()), -1L) < at.position().offset();
  }

  private static String partition(Position position) {
    return position.topic() + "-" + position.partition();
  }

  /** What is wrong with the entries for an event. */
  private List<String> faults(LoggedEvent at) {
    List<LogEntry> its = entries.getOrDefault(at.position(), List.of());
    if (its.isEmpty()) {
      return List.of("%s is not in the log, which has later ones".formatted(place(at)));
    }
    if (its.size() > 1) {
      return List.of("%s is in the log %d times: %s".formatted(place(at), its.size(), words(its)));
    }
    LogEntry entry = its.getFirst();
    List<String> faults = new ArrayList<>();
    SpecificRecord event = (SpecificRecord) at.event();
    if (!entry.cluster().equals(kafka.cluster())) {
      faults.add(
          "%s is of Kafka cluster %s, not of %s"
              .formatted(entry.inWords(), entry.cluster(), kafka.cluster()));
    }
    if (!entry.type().equals(event.getSchema().getName())) {
      faults.add("%s is a %s on Kafka".formatted(entry.inWords(), event.getSchema().getName()));
    } else {
      List<String> different = EntryComparison.differences(entry.event(), event);
      if (!different.isEmpty()) {
        faults.add(
            "%s differs from Kafka in %s".formatted(entry.inWords(), String.join(", ", different)));
      }
    }
    return faults;
  }

  // ---- all rounds

  /** The checks of the whole log: ONE_VIEW, SAME_AS_KAFKA and CARRIED_OUT. */
  public List<Check> ofAllRounds() {
    return List.of(oneView(), sameAsKafka(), carriedOut());
  }

  /** Whether the log has only grown, and all were shown the same version. */
  public Check oneView() {
    List<String> faults = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    published.seen().ifPresent(seen -> compareSeen(Checkpoint.parse(seen.text()), faults));
    for (SignedNote note : published.kept()) {
      if (!isOfThisVersion(note)) {
        faults.add(
            "the checkpoint that the log keeps for size %d is not of this version of the log"
                .formatted(Checkpoint.parse(note.text()).size()));
      }
    }
    for (WitnessView view : published.views()) {
      switch (view) {
        case WitnessView.Shown shown -> compare(shown, faults, unknown);
        case WitnessView.Missing missing ->
            unknown.add("%s: %s".formatted(missing.witness().name(), missing.reason()));
      }
    }
    if (!faults.isEmpty()) {
      return Claim.ONE_VIEW.broken("%s", listed(faults));
    }
    if (!unknown.isEmpty()) {
      return Claim.ONE_VIEW.notJudged("%s", listed(unknown));
    }
    return Claim.ONE_VIEW.holds(
        "%d entries, which continue %s",
        published.size(),
        published.seen().isEmpty() && published.views().isEmpty()
            ? "what the log itself keeps; nobody else was asked"
            : "all that was seen before or by witnesses");
  }

  private void compareSeen(Checkpoint seen, List<String> faults) {
    if (seen.size() > published.size()) {
      faults.add(
          "the log was rolled back: it had %d entries in an earlier verification and has %d now"
              .formatted(seen.size(), published.size()));
    } else if (!roots.include(seen)) {
      faults.add(
          "split view: the first %d entries are not those of an earlier verification"
              .formatted(seen.size()));
    }
  }

  private void compare(WitnessView.Shown shown, List<String> faults, List<String> unknown) {
    String witness = shown.witness().name();
    SignedNote note = shown.note();
    if (!isSigned(note) || note.status(shown.witness()) != SignedNote.Status.VALID) {
      unknown.add(
          "%s serves a checkpoint that the log and this witness have not both signed"
              .formatted(witness));
      return;
    }
    Checkpoint checkpoint = Checkpoint.parse(note.text());
    if (checkpoint.size() > published.size()) {
      faults.add(
          "the log was rolled back: %s has confirmed %d entries, and it has %d now"
              .formatted(witness, checkpoint.size(), published.size()));
    } else if (!roots.include(checkpoint)) {
      faults.add(
          "split view: %s has confirmed another version of the first %d entries"
              .formatted(witness, checkpoint.size()));
    }
  }

  private Check sameAsKafka() {
    List<String> faults = new ArrayList<>();
    List<LogEntry> parsed = published.parsed();
    if (parsed.size() < published.size()) {
      faults.add("%d entries are not events of rounds".formatted(published.size() - parsed.size()));
    }
    onKafka.values().stream()
        .filter(at -> !isBehindTheLog(at))
        .forEach(at -> faults.addAll(faults(at)));
    Predicate<LogEntry> isUnknown =
        entry ->
            !onKafka.containsKey(entry.position()) && !kafka.refused().contains(entry.position());
    parsed.stream()
        .filter(isUnknown)
        .forEach(entry -> faults.add(entry.inWords() + " is not on Kafka"));
    faults.addAll(disorder(parsed));
    if (!faults.isEmpty()) {
      return Claim.SAME_AS_KAFKA.broken("%s", listed(faults));
    }
    List<LoggedEvent> behind = onKafka.values().stream().filter(this::isBehindTheLog).toList();
    return behind.isEmpty()
        ? Claim.SAME_AS_KAFKA.holds("%d entries, the events of all rounds", parsed.size())
        : Claim.SAME_AS_KAFKA.notJudged(
            "%d events are not in the log yet, such as %s",
            behind.size(), place(behind.getFirst()));
  }

  /** Entries that come after one of a later record of their partition. */
  private static List<String> disorder(List<LogEntry> parsed) {
    List<String> faults = new ArrayList<>();
    Map<String, LogEntry> last = new HashMap<>();
    for (LogEntry entry : parsed) {
      Position position = entry.position();
      LogEntry before = last.put(partition(position), entry);
      if (before != null && before.position().offset() >= position.offset()) {
        faults.add("%s comes after %s".formatted(entry.inWords(), before.inWords()));
      }
    }
    return faults;
  }

  private Check carriedOut() {
    List<String> dropped = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    byRound.forEach(
        (roundId, its) -> {
          Optional<LogEntry> decisive = decisive(its);
          Optional<Instant> at = decisive.flatMap(LogEntry::beaconAt);
          if (at.isEmpty() || now.isBefore(at.get().plus(DRAWN_WITHIN))) {
            return;
          }
          if (decisive.get().type().equals(LogEntry.SEAL)) {
            dropped.add(
                "round %s was sealed in %s, but not drawn since the beacon's round of %s"
                    .formatted(roundId, decisive.get().inWords(), at.get()));
          } else {
            unknown.add(
                "round %s was announced in %s for the beacon's round of %s, and neither sealed, drawn nor cancelled"
                    .formatted(roundId, decisive.get().inWords(), at.get()));
          }
        });
    if (!dropped.isEmpty()) {
      return Claim.CARRIED_OUT.broken("%s", listed(dropped));
    }
    return unknown.isEmpty()
        ? Claim.CARRIED_OUT.holds(
            "every round whose beacon's round has passed was drawn or cancelled")
        : Claim.CARRIED_OUT.notJudged("%s", listed(unknown));
  }

  /** The seal or last announcement of a round that was not decided; empty if it was. */
  private static Optional<LogEntry> decisive(List<LogEntry> its) {
    boolean isDrawn = its.stream().anyMatch(entry -> entry.type().equals(LogEntry.DRAW));
    Optional<LogEntry> seal =
        its.stream().filter(entry -> entry.type().equals(LogEntry.SEAL)).findFirst();
    // A closed list is drawn and never cancelled.
    boolean isCancelled =
        seal.isEmpty()
            && its.stream().anyMatch(entry -> entry.type().equals(LogEntry.CANCELLATION));
    if (isDrawn || isCancelled) {
      return Optional.empty();
    }
    return seal.or(
        () ->
            its.stream()
                .filter(entry -> entry.type().equals(LogEntry.ANNOUNCEMENT))
                .reduce((_, next) -> next));
  }

  // ---- one bundle

  /**
   * Whether the log has the entries that a bundle repeats, and no others of the round, and is the
   * version of which the bundle has checkpoints.
   */
  public Check sameAsLog(UUID roundId, BundledLog bundled) {
    List<String> faults = new ArrayList<>();
    List<byte[]> its =
        byRound.getOrDefault(roundId, List.of()).stream()
            .map(entry -> published.entries().get((int) entry.index()))
            .toList();
    List<byte[]> stated = bundled.entries();
    its.stream()
        .filter(entry -> stated.stream().noneMatch(one -> Arrays.equals(one, entry)))
        .forEach(entry -> faults.add("the bundle lacks the entry " + abridged(entry)));
    stated.stream()
        .filter(entry -> its.stream().noneMatch(one -> Arrays.equals(one, entry)))
        .forEach(entry -> faults.add("the log lacks the entry " + abridged(entry)));
    if (its.size() != stated.size() && faults.isEmpty()) {
      faults.add("the log has %d entries, the bundle %d".formatted(its.size(), stated.size()));
    }
    for (int i = 0; i < Math.min(stated.size(), bundled.indexes().size()); i++) {
      long index = bundled.indexes().get(i);
      if (index >= published.size()
          || !Arrays.equals(published.entries().get((int) index), stated.get(i))) {
        faults.add("entry %d of the log is not the one of the bundle".formatted(index));
      }
    }
    for (BundledLog.Proved checkpoint : bundled.checkpoints()) {
      Checkpoint stands = Checkpoint.parse(checkpoint.note().text());
      if (stands.size() > published.size()) {
        faults.add(
            "the log was rolled back: the bundle has its checkpoint of size %d, and it has %d entries now"
                .formatted(stands.size(), published.size()));
      } else if (!roots.include(stands)) {
        faults.add(
            "split view: the checkpoint of size %d is not of this version of the log"
                .formatted(stands.size()));
      }
    }
    return faults.isEmpty()
        ? Claim.SAME_AS_LOG.holds("%d entries, the same as in the log", its.size())
        : Claim.SAME_AS_LOG.broken("%s", listed(faults));
  }

  private static String abridged(byte[] entry) {
    String text = new String(entry, StandardCharsets.UTF_8);
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
  }

  // ---- words

  private String place(LoggedEvent at) {
    return "%s of round %s at %s"
        .formatted(
            at.event().getClass().getSimpleName(),
            roundId(at).map(UUID::toString).orElse("none"),
            at.position());
  }

  private static String words(List<LogEntry> its) {
    return listed(its.stream().map(LogEntry::inWords).toList());
  }

  private static String listed(List<String> all) {
    String first = all.stream().limit(LISTED).collect(Collectors.joining("; "));
    return all.size() > LISTED ? first + " and %,d more".formatted(all.size() - LISTED) : first;
  }
}
