package org.iecpools.invitation.domain;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.iecpools.beacon.BeaconRound;
import org.iecpools.domain.EventIds;
import org.iecpools.domain.RoundSize;
import org.iecpools.domain.SizeRule;
import org.iecpools.domain.Weeks;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.CancellationCause;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.ClosingCause;
import org.iecpools.events.InputPosition;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.events.RoundsEvent;
import org.jspecify.annotations.Nullable;

/**
 * Builds the events of one step of a country and collects them, with the rows that changed. Ids
 * follow from what an event is about, so that a repeated step writes the same events. Every draw
 * and every end of an invitation has the next number of the country.
 */
final class Outbox {

  private long seq;
  private List<RoundsEvent> rounds = new ArrayList<>();
  private List<InvitationsEvent> invitations = new ArrayList<>();
  private List<OrderOutcome> decisions = new ArrayList<>();
  private List<DrawnProfiles> drawn = new ArrayList<>();
  private Set<UUID> candidates = new LinkedHashSet<>();
  private final Set<Pool> pools = new LinkedHashSet<>();
  private List<Position> positions = new ArrayList<>();
  private boolean country;

  /** Continues after this decision of a restored country, unless a later one is known. */
  void restore(long lastSeq) {
    seq = Math.max(seq, lastSeq);
  }

  /** Number of the last decision; 0 before the first. */
  long seq() {
    return seq;
  }

  /**
   * Truncates to milliseconds, the precision of events: a decision must not differ from its event.
   */
  static Instant millis(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS);
  }

  // ---- rows

  void changed(UUID candidateId) {
    candidates.add(candidateId);
  }

  void changed(Pool pool) {
    pools.add(pool);
  }

  void changed(Position position) {
    positions.add(position);
  }

  void countryChanged() {
    country = true;
  }

  void decided(OrderOutcome decision) {
    decisions.add(decision);
    country = true;
  }

  // ---- iec.rounds

  /**
   * @param reason why the round is announced again, as a sentence; null for the first time
   */
  void roundScheduled(AnnouncedRound round, @Nullable String reason, Instant now) {
    RoundScheduled.Builder event =
        RoundScheduled.newBuilder()
            .setEventId(EventIds.of("RoundScheduled", round.roundId(), round.revision()))
            .setOccurredAt(millis(now))
            .setPool(round.pool())
            .setRoundId(round.roundId())
            .setRunsAt(round.runsAt())
            .setCommitment(ByteBuffer.wrap(HexFormat.of().parseHex(round.commitment())))
            .setRevision(round.revision());
    if (round.beacon() != null) {
      event.setBeacon(round.beacon().inEvent());
    }
    if (reason != null) {
      event.setReason(reason);
    }
    if (round.afterFinalRound() != null) {
      event.setAfterFinalRound(round.afterFinalRound());
    }
    switch (round.rule()) {
      case SizeRule.Policy policy -> {
        event.setExpectedYield(policy.yield());
        if (policy.cap() != null) {
          event.setRoundCap(policy.cap());
        }
      }
      case SizeRule.Operator(int size) -> event.setSize(size);
    }
    rounds.add(event.build());
    country = true;
  }

  /**
   * @param uncheckedIdentities candidates in the list whose identity was not checked
   * @param seen what has been read when the list is closed
   */
  SealedRound roundSealed(
      Pool pool,
      UUID roundId,
      BeaconChoice beacon,
      RoundSize size,
      SealedPool list,
      int uncheckedIdentities,
      List<Position> seen,
      Instant now) {
    number(pool);
    byte[] root = list.tree().root();
    rounds.add(
        RoundSealed.newBuilder()
            .setEventId(EventIds.of("RoundSealed", roundId))
            .setOccurredAt(millis(now))
            .setPool(pool.id)
            .setRoundId(roundId)
            .setBeacon(beacon.inEvent())
            .setSeq(seq)
            .setPoolSize(pool.size)
            .setDrawable(list.pseudonyms().size())
            .setSize(size.size())
            .setSizeReason(size.reason())
            .setMerkleRoot(ByteBuffer.wrap(root))
            .setPositions(seen.stream().map(Position::inEvent).toList())
            .setUncheckedIdentities(uncheckedIdentities)
            .build());
    drawn.add(new DrawnProfiles(roundId, list.pseudonyms(), list.tree()));
    country = true;
    return new SealedRound(
        pool.id,
        roundId,
        beacon,
        millis(now),
        seq,
        pool.size,
        size.size(),
        size.reason(),
        HexFormat.of().formatHex(root),
        seen,
        false,
        uncheckedIdentities);
  }

  /** The draw of a sealed round, which repeats what its seal has stated. */
  RoundRun roundRun(SealedRound round, byte[] seed, BeaconRound value, Draw draw, Instant now) {
    RoundRun.Builder event =
        ended(round, value, now)
            .setInvited(draw.invited().size())
            .setDrawable(draw.drawable().size())
            .setSizeReason(round.sizeReason())
            .setSeed(ByteBuffer.wrap(seed));
    if (draw.cutOff() != null) {
      event.setCutOff(draw.cutOff());
    }
    RoundRun run = event.build();
    rounds.add(run);
    return run;
  }

  /**
   * The end of a sealed round whose seed cannot be used. It invites nobody and reveals no seed.
   *
   * @param listed number of candidates in the list
   * @param fault why the seed cannot be used
   */
  RoundRun roundForfeited(
      SealedRound round, int listed, BeaconRound value, String fault, Instant now) {
    RoundRun run =
        ended(round, value, now)
            .setInvited(0)
            .setDrawable(listed)
            .setSizeReason("%s. Nobody is invited, because %s".formatted(round.sizeReason(), fault))
            .build();
    rounds.add(run);
    return run;
  }

  private static RoundRun.Builder ended(SealedRound round, BeaconRound value, Instant now) {
    return RoundRun.newBuilder()
        .setEventId(EventIds.of("RoundRun", round.roundId(), 0))
        .setOccurredAt(millis(now))
        .setPool(round.pool())
        .setRoundId(round.roundId())
        .setRevision(0)
        .setSeq(round.seq())
        .setDrawDate(Weeks.day(now))
        .setAgesJudgedAt(round.at())
        .setPoolSize(round.poolSize())
        .setSize(round.size())
        .setPositions(round.seen().stream().map(Position::inEvent).toList())
        .setMerkleRoot(ByteBuffer.wrap(HexFormat.of().parseHex(round.root())))
        .setBeacon(round.beacon().inEvent())
        .setBeaconValue(ByteBuffer.wrap(value.value()))
        .setBeaconSignature(ByteBuffer.wrap(value.signature()))
        .setBeaconPulse(value.pulse().length == 0 ? null : ByteBuffer.wrap(value.pulse()))
        .setUncheckedIdentities(round.uncheckedIdentities());
  }

  /**
   * @param uncheckedIdentities candidates who could be drawn whose identity was not checked
   * @param seen what has been read when the round is drawn
   */
  RoundRun roundRun(
      Pool pool,
      UUID roundId,
      RoundSize size,
      byte[] seed,
      Draw draw,
      int uncheckedIdentities,
      List<InputPosition> seen,
      Instant now) {
    number(pool);
    RoundRun.Builder event =
        RoundRun.newBuilder()
            .setEventId(EventIds.of("RoundRun", roundId, 0))
            .setOccurredAt(millis(now))
            .setPool(pool.id)
            .setRoundId(roundId)
            .setRevision(0)
            .setInvited(draw.invited().size())
            .setSeq(seq)
            .setDrawDate(Weeks.day(now))
            .setAgesJudgedAt(millis(now))
            .setPoolSize(pool.size)
            .setDrawable(draw.drawable().size())
            .setSize(size.size())
            .setSizeReason(size.reason())
            .setPositions(seen)
            .setSeed(ByteBuffer.wrap(seed))
            .setMerkleRoot(ByteBuffer.wrap(draw.tree().root()))
            .setUncheckedIdentities(uncheckedIdentities);
    if (draw.cutOff() != null) {
      event.setCutOff(draw.cutOff());
    }
    RoundRun run = event.build();
    rounds.add(run);
    drawn.add(new DrawnProfiles(roundId, draw.drawable(), draw.tree()));
    return run;
  }

  /**
   * @param reason why, as a sentence
   * @param seen what has been read when it is decided
   */
  void roundCancelled(
      PoolId pool,
      UUID roundId,
      CancellationCause cause,
      String reason,
      List<InputPosition> seen,
      Instant now) {
    rounds.add(cancelled(pool, roundId, cause, reason, seen, now).build());
  }

  /**
   * @param drawable candidates who could be drawn
   * @param seen what has been read when it is decided
   */
  void nobodyToInvite(
      PoolId pool,
      UUID roundId,
      int drawable,
      RoundSize size,
      List<InputPosition> seen,
      Instant now) {
    rounds.add(
        cancelled(pool, roundId, CancellationCause.NOBODY_TO_INVITE, size.reason(), seen, now)
            .setDrawable(drawable)
            .setSize(size.size())
            .build());
  }

  private RoundCancelled.Builder cancelled(
      PoolId pool,
      UUID roundId,
      CancellationCause cause,
      String reason,
      List<InputPosition> seen,
      Instant now) {
    return RoundCancelled.newBuilder()
        .setEventId(EventIds.of("RoundCancelled", roundId))
        .setOccurredAt(millis(now))
        .setPool(pool)
        .setRoundId(roundId)
        .setCause(cause)
        .setReason(reason)
        .setAfter(seq)
        .setPositions(seen);
  }

  void roundCorrected(RoundRun revision) {
    rounds.add(revision);
  }

  void poolClosed(Pool pool, ClosingCause cause, String reason, Instant now) {
    PoolClosed.Builder event =
        PoolClosed.newBuilder()
            .setEventId(EventIds.of("PoolClosed", PoolIds.text(pool.id), pool.changes))
            .setOccurredAt(millis(now))
            .setPool(pool.id)
            .setReason(reason)
            .setChange(pool.changes)
            .setCause(cause);
    if (cause == ClosingCause.QUOTA_MET) {
      event.setLois(pool.lois);
    }
    rounds.add(event.build());
    changed(pool);
  }

  void poolOpened(Pool pool, Instant now) {
    rounds.add(
        PoolOpened.newBuilder()
            .setEventId(EventIds.of("PoolOpened", PoolIds.text(pool.id), pool.changes))
            .setOccurredAt(millis(now))
            .setPool(pool.id)
            .setReason("it is open by the season's plan, and its quota is not met")
            .setChange(pool.changes)
            .build());
    changed(pool);
  }

  // ---- iec.invitations

  void invitationIssued(UUID candidateId, Invitation invitation) {
    invitations.add(
        InvitationIssued.newBuilder()
            .setEventId(EventIds.of("InvitationIssued", invitation.id()))
            // The time of the draw counts, not the time at which the event is written.
            .setOccurredAt(invitation.drawnAt())
            .setPool(invitation.pool())
            .setRoundId(invitation.roundId())
            .setInvitationId(invitation.id())
            .setProfileId(invitation.profileId())
            .setCandidateId(candidateId)
            .setStay(invitation.stay())
            .setAnswerBy(invitation.answerBy())
            .build());
  }

  /**
   * @param pool of the invitation
   * @param reason why it was voided, as a sentence; null for every other cause
   */
  void invitationClosed(
      UUID candidateId,
      Invitation invitation,
      Pool pool,
      ClosedCause cause,
      @Nullable String reason,
      Instant now) {
    number(pool);
    InvitationClosed.Builder event =
        InvitationClosed.newBuilder()
            .setEventId(EventIds.of("InvitationClosed", invitation.id()))
            .setOccurredAt(millis(now))
            .setPool(invitation.pool())
            .setRoundId(invitation.roundId())
            .setInvitationId(invitation.id())
            .setProfileId(invitation.profileId())
            .setCandidateId(candidateId)
            .setStay(invitation.stay())
            .setCause(cause)
            .setSeq(seq);
    if (reason != null) {
      event.setReason(reason);
    }
    invitations.add(event.build());
  }

  /**
   * @param acceptedAt when, as the candidate's system stated it
   * @param submitBy deadline for the application, exclusive
   */
  void acceptanceConfirmed(
      UUID candidateId, Invitation invitation, Instant acceptedAt, Instant submitBy, Instant now) {
    invitations.add(
        AcceptanceConfirmed.newBuilder()
            .setEventId(EventIds.of("AcceptanceConfirmed", invitation.id()))
            .setOccurredAt(millis(now))
            .setPool(invitation.pool())
            .setInvitationId(invitation.id())
            .setProfileId(invitation.profileId())
            .setCandidateId(candidateId)
            .setAcceptedAt(acceptedAt)
            .setSubmitBy(submitBy)
            .build());
  }

  /**
   * @param invitation with the number of rejected withdrawals that includes this one
   */
  void answerRejected(
      UUID candidateId, Invitation invitation, Answer answer, String reason, Instant now) {
    // A profile may try to withdraw again, and pool-service waits for an answer each time. All
    // other answers are rejected once.
    UUID eventId =
        answer == Answer.WITHDRAWAL
            ? EventIds.of(
                "AnswerRejected", invitation.id(), answer, invitation.withdrawalsRejected())
            : EventIds.of("AnswerRejected", invitation.id(), answer);
    invitations.add(
        AnswerRejected.newBuilder()
            .setEventId(eventId)
            .setOccurredAt(millis(now))
            .setPool(invitation.pool())
            .setInvitationId(invitation.id())
            .setProfileId(invitation.profileId())
            .setCandidateId(candidateId)
            .setAnswer(answer)
            .setReason(reason)
            .setSeq(seq)
            .build());
  }

  /** Gives the next number to a decision about a pool. */
  private void number(Pool pool) {
    seq++;
    pool.seq = seq;
    changed(pool);
  }

  // ---- the end of a step

  /**
   * Everything since the last call.
   *
   * @param change the row of a candidate who was {@link #changed}
   */
  Outcome take(List<SeedChange> seeds, Function<UUID, CandidateChange> change) {
    Outcome outcome =
        new Outcome(
            rounds,
            invitations,
            candidates.stream().map(change).toList(),
            country,
            pools.stream().map(Pool::row).toList(),
            positions,
            decisions,
            seeds,
            drawn);
    rounds = new ArrayList<>();
    invitations = new ArrayList<>();
    candidates = new LinkedHashSet<>();
    pools.clear();
    positions = new ArrayList<>();
    decisions = new ArrayList<>();
    drawn = new ArrayList<>();
    country = false;
    return outcome;
  }
}
