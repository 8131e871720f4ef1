package org.iecpools.auditor.draw;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.RoundRun;

/**
 * The candidates who could be drawn in a round: docs/draw.md, "Who could be drawn". A candidate
 * without an open invitation is represented by the profile that entered last, if that profile has a
 * valid stay in the pool.
 */
final class DrawableCandidates {

  /**
   * A candidate who could be drawn.
   *
   * @param stay number of the stay that would be drawn
   */
  record Member(UUID profileId, UUID candidateId, int stay) {}

  private record Stay(int number, LocalDate eligibleUntil) {}

  private final CountryLog log;
  private final PoolId pool;
  private final long seq;
  private final Ages ages;
  private final ReadPositions seen;

  private DrawableCandidates(CountryLog log, RoundRun run, ReadPositions seen) {
    this.log = log;
    this.pool = run.getPool();
    this.seq = run.getSeq();
    this.ages = Ages.of(run);
    this.seen = seen;
  }

  /** The members by profile id, ascending, which is the order of the Merkle tree's leaves. */
  static NavigableMap<UUID, Member> of(CountryLog log, RoundRun run, ReadPositions seen) {
    DrawableCandidates drawable = new DrawableCandidates(log, run, seen);
    NavigableMap<UUID, Member> members = new TreeMap<>(Formats.ASCENDING);
    log.people()
        .forEach(
            (candidateId, person) ->
                drawable
                    .member(candidateId, person)
                    .ifPresent(member -> members.put(member.profileId(), member)));
    return members;
  }

  private Optional<Member> member(UUID candidateId, Person person) {
    List<InvitationIssued> earlier =
        person.invitations.stream()
            .filter(i -> log.number(i.getRoundId()).filter(number -> number < seq).isPresent())
            .sorted(Comparator.comparing(i -> log.number(i.getRoundId()).orElseThrow()))
            .toList();
    if (earlier.stream().anyMatch(i -> !log.endedBefore(i.getInvitationId(), seq))) {
      return Optional.empty();
    }
    List<PoolEntered> entries =
        person.entered.values().stream()
            .filter(entry -> seen.includes(entry.position()))
            .map(Logged::event)
            .toList();
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    UUID current = entries.getLast().getProfileId();
    LocalDate today = ages.today(person.timeZone(seen).orElseThrow());
    Optional<InvitationIssued> last =
        earlier.stream().filter(i -> i.getProfileId().equals(current)).reduce((_, next) -> next);
    UUID after = last.map(InvitationIssued::getInvitationId).orElse(null);
    List<Stay> stays = new ArrayList<>();
    entries.stream()
        .filter(e -> e.getProfileId().equals(current) && e.getPool().equals(pool))
        .filter(e -> Objects.equals(e.getAfter(), after))
        .forEach(e -> stays.add(new Stay(e.getStay(), e.getEligibleUntil())));
    last.flatMap(invitation -> returned(person, invitation)).ifPresent(stays::add);
    return stays.stream()
        .filter(stay -> !hasLeft(person, current, stay))
        .filter(stay -> !stay.eligibleUntil().isBefore(today))
        .max(Comparator.comparingInt(Stay::number))
        .map(stay -> new Member(current, candidateId, stay.number()));
  }

  /**
   * A decline or a correction starts the next stay in the same pool without a PoolEntered event.
   */
  private Optional<Stay> returned(Person person, InvitationIssued invitation) {
    boolean putBack =
        invitation.getPool().equals(pool)
            && log.end(invitation.getInvitationId())
                .map(InvitationClosed::getCause)
                .filter(cause -> cause == ClosedCause.DECLINED || cause == ClosedCause.VOIDED)
                .isPresent();
    return putBack
        ? person
            .entry(invitation.getProfileId(), pool, invitation.getStay(), seen)
            .map(entry -> new Stay(invitation.getStay() + 1, entry.getEligibleUntil()))
        : Optional.empty();
  }

  private boolean hasLeft(Person person, UUID profile, Stay stay) {
    return Optional.ofNullable(person.left.get(new Person.Stay(profile, pool, stay.number())))
        .filter(seen::includes)
        .isPresent();
  }
}
