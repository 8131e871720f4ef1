package org.iecpools.auditor.draw;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.iecpools.auditor.LoggedEvent;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.beacon.DrandChain;
import org.iecpools.events.ApplicationsEvent;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfilesEvent;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.ResponsesEvent;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.kafka.Topics;

/** All rounds of a log, for verification one by one. A pure function of the log. */
public final class Rounds {

  /**
   * The time after which all invitations of a draw must be in the log, measured by the times that
   * decisions state. Invitations are written within seconds, and a service that was down continues
   * at its start.
   */
  static final Duration ISSUED_WITHIN = Duration.ofDays(1);

  /** How far a round has come. */
  public enum Progress {
    /** Announced, and still to run. */
    ANNOUNCED,
    /** Announced, and not to run. */
    CANCELLED,
    /** Drawn, whatever else happened to it. */
    DRAWN
  }

  /**
   * A round that the log mentions.
   *
   * @param at when it was drawn or cancelled, or the planned time of its last announcement
   */
  public record Known(PoolId pool, UUID roundId, Progress progress, Instant at) {

    /** Whether it was drawn. */
    public boolean drawn() {
      return progress == Progress.DRAWN;
    }

    /** Whether it is still to be drawn or cancelled. */
    public boolean announced() {
      return progress == Progress.ANNOUNCED;
    }

    /** Whether it was cancelled. */
    public boolean cancelled() {
      return progress == Progress.CANCELLED;
    }

    /** The argument format of {@code ./iec verify-round}. */
    @Override
    public String toString() {
      return PoolIds.country(pool) + "/" + roundId;
    }
  }

  /**
   * A profile's ticket in a round and the proof that it was drawable.
   *
   * @param drawable whether it could be drawn, according to the log
   * @param ticket 32 bytes; empty if no seed was revealed
   * @param index among the leaves, from 0; -1 if it could not be drawn
   * @param path hashes from the leaf to the Merkle root, 32 bytes each
   * @param invitationId the id of its invitation if it won
   */
  public record Candidacy(
      UUID profileId,
      boolean drawable,
      byte[] ticket,
      int index,
      List<byte[]> path,
      UUID invitationId) {}

  private final String cluster;
  private final Map<ReadPositions.Partition, Long> ends;
  private final Map<String, CountryLog> countries = new TreeMap<>();
  private final Map<ByteBuffer, List<Logged<RoundRun>>> seeds = new HashMap<>();
  private final Map<String, BeaconChain> chains;

  /** Indexes all rounds of a log. The only beacon that is trusted is drand's quicknet. */
  public Rounds(DrawLog log) {
    this(log, List.of(DrandChain.QUICKNET));
  }

  /**
   * Indexes all rounds of a log.
   *
   * @param chains the beacons that are trusted
   */
  public Rounds(DrawLog log, List<BeaconChain> chains) {
    this.chains = chains.stream().collect(Collectors.toMap(BeaconChain::hash, Function.identity()));
    this.cluster = log.cluster();
    this.ends = log.lastOffsets();
    Map<String, List<LoggedEvent>> events = byCountry(log.events());
    Map<String, List<LoggedEvent>> leftOut = byCountry(log.leftOut());
    events.forEach(
        (country, its) ->
            countries.put(country, new CountryLog(its, leftOut.getOrDefault(country, List.of()))));
    for (CountryLog country : countries.values()) {
      for (Logged<RoundRun> run : country.runs()) {
        if (run.event().getSeed() != null) {
          seeds.computeIfAbsent(run.event().getSeed(), _ -> new ArrayList<>()).add(run);
        }
      }
    }
  }

  private static Map<String, List<LoggedEvent>> byCountry(List<LoggedEvent> events) {
    Map<String, List<LoggedEvent>> byCountry = new HashMap<>();
    for (LoggedEvent event : events) {
      country(event.event())
          .ifPresent(key -> byCountry.computeIfAbsent(key, _ -> new ArrayList<>()).add(event));
    }
    return byCountry;
  }

  private static Optional<String> country(Event event) {
    return switch (event) {
      case PublicationTimeSet _ -> Optional.empty();
      case SeasonsEvent e -> Optional.of(Topics.keyOf(e));
      case RoundsEvent e -> Optional.of(Topics.keyOf(e));
      case InvitationsEvent e -> Optional.of(PoolIds.country(e.getPool()));
      case ResponsesEvent e -> Optional.of(PoolIds.country(e.getPool()));
      case ApplicationsEvent e -> Optional.of(PoolIds.country(e.getPool()));
      case PoolEntered e -> Optional.of(PoolIds.country(e.getPool()));
      case PoolLeft e -> Optional.of(PoolIds.country(e.getPool()));
      case PoolLeaveVoided e -> Optional.of(PoolIds.country(e.getPool()));
      case PoolEntryRefused _, ProfileRejected _, ProfilesEvent _ -> Optional.empty();
    };
  }

  /**
   * Rounds that ran, were announced or cancelled, ordered by season and country, then in log order.
   */
  public List<Known> known() {
    List<Known> known = new ArrayList<>();
    for (CountryLog country : countries.values()) {
      Map<UUID, Known> its = new LinkedHashMap<>();
      for (Logged<RoundRun> run : country.runs()) {
        its.putIfAbsent(run.event().getRoundId(), known(run.event()));
      }
      for (Logged<RoundCancelled> cancellation : country.cancellations()) {
        its.putIfAbsent(cancellation.event().getRoundId(), known(cancellation.event()));
      }
      for (Logged<RoundScheduled> announcement : country.announcements()) {
        its.compute(
            announcement.event().getRoundId(),
            (_, other) ->
                other != null && other.progress() != Progress.ANNOUNCED
                    ? other
                    : known(announcement.event()));
      }
      known.addAll(its.values());
    }
    return known;
  }

  private static Known known(RoundRun run) {
    return new Known(run.getPool(), run.getRoundId(), Progress.DRAWN, run.getOccurredAt());
  }

  private static Known known(RoundCancelled cancellation) {
    return new Known(
        cancellation.getPool(),
        cancellation.getRoundId(),
        Progress.CANCELLED,
        cancellation.getOccurredAt());
  }

  private static Known known(RoundScheduled announcement) {
    return new Known(
        announcement.getPool(),
        announcement.getRoundId(),
        Progress.ANNOUNCED,
        announcement.getRunsAt());
  }

  /**
   * Verifies a round that ran or was cancelled.
   *
   * @throws IllegalArgumentException if it is only announced
   */
  public Verification verify(Known known) {
    CountryLog log = log(known);
    return known.cancelled() ? verifyCancelled(log, known) : verifyDrawn(log, known);
  }

  private Verification verifyCancelled(CountryLog log, Known known) {
    Logged<RoundCancelled> at = log.cancellations(known.roundId()).getFirst();
    RoundRun draw = CancellationChecks.asDraw(at.event());
    Optional<String> unverifiable = unverifiable(draw);
    List<Check> checks = new ArrayList<>();
    checks.add(verifiable(unverifiable, "cancelled"));
    if (unverifiable.isEmpty()) {
      checks.addAll(
          CancellationChecks.of(round(log, new Logged<>(at.position(), draw)), at.event()));
    }
    return new Verification(
        draw.getPool(),
        draw.getRoundId(),
        true,
        draw.getOccurredAt(),
        null,
        0,
        draw.getDrawable(),
        List.copyOf(checks));
  }

  private Check verifiable(Optional<String> unverifiable, String decided) {
    return unverifiable
        .map(reason -> Claim.VERIFIABLE.notJudged("%s", reason))
        .orElseGet(() -> Claim.VERIFIABLE.holds("%s on this log, of cluster %s", decided, cluster));
  }

  private Verification verifyDrawn(CountryLog log, Known known) {
    Logged<RoundRun> at = draw(log, known);
    RoundRun run = at.event();
    List<Check> checks = new ArrayList<>();
    Optional<String> unverifiable = unverifiable(run);
    checks.add(verifiable(unverifiable, "drawn"));
    checks.add(DecisionChecks.oneDraw(log, at));
    checks.add(CorrectionCheck.of(log, at));
    if (unverifiable.isEmpty()) {
      Round round = round(log, at);
      checks.addAll(AnnouncementChecks.of(round));
      checks.addAll(SealChecks.of(round));
      checks.addAll(DecisionChecks.of(round));
      checks.addAll(DrawChecks.of(round));
      checks.add(DeadlineCheck.of(round));
    }
    return verification(run, checks);
  }

  /**
   * Verifies a round that a beacon decided from its own events and its list, without the rest of
   * the log. Fewer claims can be judged, but all of them without any personal data.
   *
   * @param profile a profile whose invitation must not have been voided unless it won
   * @throws IllegalArgumentException if the round did not run
   */
  public Verification verify(Known known, SealedList list, Optional<UUID> profile) {
    CountryLog log = log(known);
    Logged<RoundRun> at = draw(log, known);
    RoundRun run = at.event();
    Round round = round(log, at);
    Check corrections = CorrectionCheck.ofTheRoundAlone(log, at);
    List<Check> checks = new ArrayList<>();
    checks.add(
        unverifiable(run)
            .map(reason -> Claim.VERIFIABLE.broken("%s", reason))
            .orElseGet(() -> Claim.VERIFIABLE.holds("drawn on the log of cluster %s", cluster)));
    checks.add(DecisionChecks.oneDraw(log, at));
    checks.add(
        profile
            .map(it -> ListChecks.corrections(corrections, round, candidacy(known, list, it)))
            .orElse(corrections));
    checks.addAll(AnnouncementChecks.ofTheRoundAlone(round));
    checks.addAll(
        run.getBeacon() == null
            ? List.of(
                Claim.BEACON.broken(
                    "no beacon decided the round, so its list is not one of pseudonyms"))
            : SealChecks.of(round));
    checks.addAll(DecisionChecks.ofTheRoundAlone(round));
    checks.addAll(ListChecks.of(round, list));
    return verification(run, checks);
  }

  /**
   * A profile's ticket in a round, and the proof that its pseudonym is in a list.
   *
   * @throws IllegalArgumentException if the round did not run
   */
  public Candidacy candidacy(Known known, SealedList list, UUID profileId) {
    CountryLog log = log(known);
    return ListChecks.candidacy(round(log, draw(log, known)), list, profileId);
  }

  private static Verification verification(RoundRun run, List<Check> checks) {
    return new Verification(
        run.getPool(),
        run.getRoundId(),
        false,
        run.getOccurredAt(),
        run.getSeq(),
        run.getInvited(),
        run.getDrawable(),
        List.copyOf(checks));
  }

  /** The reason why nothing can be recomputed; empty if it can. */
  private Optional<String> unverifiable(RoundRun run) {
    if (run.getSeq() == null || run.getDrawDate() == null) {
      return Optional.of(
          "the round was run elsewhere: it lacks a decision number or the day of the draw");
    }
    if (run.getLog() == null || run.getPositions().isEmpty()) {
      return Optional.of("the draw does not state its log and the positions that it had read");
    }
    return cluster.equals(run.getLog())
        ? Optional.empty()
        : Optional.of(
            "the round was drawn on the log of cluster %s, but this is cluster %s: verify it there"
                .formatted(run.getLog(), cluster));
  }

  /**
   * A profile's ticket and proof in a round; empty if the round cannot be verified.
   *
   * @throws IllegalArgumentException if the round did not run
   */
  public Optional<Candidacy> candidacy(Known known, UUID profileId) {
    CountryLog log = log(known);
    Logged<RoundRun> at = draw(log, known);
    if (unverifiable(at.event()).isPresent()) {
      return Optional.empty();
    }
    NavigableMap<UUID, ?> members =
        DrawableCandidates.of(log, at.event(), new ReadPositions(at.event()));
    Tickets tickets = Tickets.of(at.event());
    List<UUID> leaves =
        members.keySet().stream().map(tickets::leaf).sorted(Formats.ASCENDING).toList();
    int index = members.containsKey(profileId) ? leaves.indexOf(tickets.leaf(profileId)) : -1;
    byte[] seed = Formats.bytes(at.event().getSeed());
    return Optional.of(
        new Candidacy(
            profileId,
            index >= 0,
            seed == null || seed.length == 0 ? new byte[0] : tickets.of(profileId),
            index,
            index < 0 ? List.of() : Formats.merklePath(leaves, index),
            Formats.invitationId(known.roundId(), profileId)));
  }

  private CountryLog log(Known known) {
    CountryLog log = countries.get(PoolIds.country(known.pool()));
    if (log == null) {
      throw notRun(known);
    }
    return log;
  }

  private static IllegalArgumentException notRun(Known known) {
    return new IllegalArgumentException("round %s has not run".formatted(known));
  }

  private Round round(CountryLog log, Logged<RoundRun> at) {
    return new Round(log, at, new ReadPositions(at.event()), ends, seeds, chains);
  }

  /** The first draw among the round's records, or the first record if all are corrections. */
  private static Logged<RoundRun> draw(CountryLog log, Known known) {
    List<Logged<RoundRun>> runs = log.runs(known.roundId());
    if (runs.isEmpty()) {
      throw notRun(known);
    }
    return runs.stream()
        .filter(run -> run.event().getRevision() == 0)
        .findFirst()
        .orElse(runs.getFirst());
  }
}
