package org.iecpools.auditor.draw;

import static org.iecpools.auditor.draw.Formats.hex;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.iecpools.auditor.draw.DrawableCandidates.Member;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundRun;
import org.jspecify.annotations.Nullable;

/** Checks who could be drawn, who was drawn, and the resulting invitations. */
final class DrawChecks {

  private record Ticket(byte[] bytes, UUID leaf, Member member) {}

  private final Round round;
  private final RoundRun run;
  private final CountryLog log;
  private final NavigableMap<UUID, Member> drawable;
  private final Tickets tickets;
  private final List<Ticket> winners;
  private final List<InvitationIssued> issued;
  private final List<UUID> unfinished;

  private DrawChecks(Round round) {
    this.round = round;
    this.run = round.run();
    this.log = round.log();
    this.drawable = DrawableCandidates.of(log, run, round.seen());
    this.tickets = Tickets.of(run);
    this.winners = winners();
    this.issued = log.issued(round.id());
    this.unfinished =
        log.runsBefore(round.seq()).stream()
            .map(Logged::event)
            .filter(
                other ->
                    log.issued(other.getRoundId()).stream()
                            .map(InvitationIssued::getInvitationId)
                            .distinct()
                            .count()
                        < other.getInvited())
            .map(RoundRun::getRoundId)
            .toList();
  }

  static List<Check> of(Round round) {
    DrawChecks checks = new DrawChecks(round);
    return List.of(
        checks.drawable(),
        checks.merkleRoot(),
        checks.identities(),
        PoolSizeCheck.check(round),
        new SizeCheck(round, checks.drawable.size()).check(),
        checks.invited(),
        checks.cutOff(),
        checks.invitations(),
        checks.allIssued(),
        checks.oneEach(),
        checks.ages());
  }

  /** The lowest tickets, as many as the stated size. */
  private List<Ticket> winners() {
    byte[] seed = Formats.bytes(run.getSeed());
    if (seed == null || seed.length == 0 || run.getSize() == null) {
      return List.of();
    }
    return drawable.values().stream()
        .map(
            member ->
                new Ticket(
                    tickets.of(member.profileId()), tickets.leaf(member.profileId()), member))
        .sorted(
            Comparator.comparing(Ticket::bytes, Arrays::compareUnsigned)
                .thenComparing(Ticket::leaf, Formats.ASCENDING))
        .limit(Math.max(0, run.getSize()))
        .toList();
  }

  /**
   * Compares a stated value with the recomputed one. If they differ while an earlier round has not
   * issued all its invitations, the claim is not judged: the log does not show who held one.
   */
  private Check compared(Claim claim, boolean equal, String sentence, Object... values) {
    return equal || unfinished.isEmpty()
        ? claim.equal(equal, sentence, values)
        : claim.notJudged(
            "%s; not judged because invitations of round %s are not in the log",
            sentence.formatted(values), Check.listed(unfinished, ", "));
  }

  private Check drawable() {
    return compared(
        Claim.DRAWABLE,
        Integer.valueOf(drawable.size()).equals(run.getDrawable()),
        "%s stated; %d could be drawn according to the log",
        run.getDrawable(),
        drawable.size());
  }

  private Check merkleRoot() {
    byte[] stated = Formats.bytes(run.getMerkleRoot());
    if (stated == null) {
      return Claim.MERKLE_ROOT.notJudged("the draw states none, as in versions without proofs");
    }
    byte[] root =
        Formats.merkleRoot(
            drawable.keySet().stream().map(tickets::leaf).sorted(Formats.ASCENDING).toList());
    return compared(
        Claim.MERKLE_ROOT,
        Arrays.equals(stated, root),
        "%s stated; the candidates who could be drawn according to the log give %s",
        hex(stated),
        hex(root));
  }

  /** By the last entry that the draw had read, which is of the profile that could be drawn. */
  private Check identities() {
    List<PoolEntered> entries =
        drawable.values().stream()
            .map(member -> Objects.requireNonNull(log.people().get(member.candidateId())))
            .flatMap(person -> person.lastEntry(round.seen()).stream())
            .toList();
    long unchecked =
        entries.stream().filter(e -> !Boolean.TRUE.equals(e.getIdentityChecked())).count();
    Integer stated = run.getUncheckedIdentities();
    if (stated == null) {
      return entries.stream().allMatch(e -> e.getIdentityChecked() == null)
          ? Claim.IDENTITIES.holds("none was checked, and the draw states nothing, as before")
          : Claim.IDENTITIES.notJudged(
              "the draw does not state it; %,d of %,d had none", unchecked, drawable.size());
    }
    return compared(
        Claim.IDENTITIES,
        stated == unchecked,
        "%,d stated; %,d of the %,d who could be drawn have none according to the log",
        stated,
        unchecked,
        drawable.size());
  }

  private Check invited() {
    if (run.getSize() == null) {
      return Claim.INVITED.broken("the draw does not state its size");
    }
    int expected = Math.min(run.getSize(), drawable.size());
    return compared(
        Claim.INVITED,
        run.getInvited() == expected,
        "%d invited; size %d and %d candidates who could be drawn give %d",
        run.getInvited(),
        run.getSize(),
        drawable.size(),
        expected);
  }

  private Check cutOff() {
    byte[] stated = Formats.bytes(run.getCutOff());
    byte @Nullable [] expected = winners.isEmpty() ? null : winners.getLast().bytes();
    return compared(
        Claim.CUT_OFF,
        Arrays.equals(stated, expected),
        "%s stated; the highest of the %d lowest tickets is %s",
        hex(stated),
        winners.size(),
        hex(expected));
  }

  // ---- invitations

  private Check invitations() {
    Map<UUID, Member> expected = new LinkedHashMap<>();
    winners.forEach(ticket -> expected.put(ticket.member().profileId(), ticket.member()));
    List<String> faults = new ArrayList<>();
    Set<UUID> seen = new HashSet<>();
    for (InvitationIssued invitation : issued) {
      UUID profile = invitation.getProfileId();
      Member member = expected.get(profile);
      if (!invitation.getInvitationId().equals(Formats.invitationId(round.id(), profile))) {
        faults.add(
            "invitation %s of profile %s should have the id %s"
                .formatted(
                    invitation.getInvitationId(),
                    profile,
                    Formats.invitationId(round.id(), profile)));
      }
      if (!seen.add(profile)) {
        faults.add("profile %s was invited twice, by different records".formatted(profile));
      }
      if (!invitation.getPool().equals(round.pool())) {
        faults.add(
            "profile %s was invited to %s".formatted(profile, PoolIds.text(invitation.getPool())));
      }
      if (member == null) {
        faults.add(
            drawable.containsKey(profile)
                ? "profile %s was invited, but its ticket did not win".formatted(profile)
                : "profile %s was invited, but could not be drawn".formatted(profile));
      } else if (!member.candidateId().equals(invitation.getCandidateId())
          || member.stay() != invitation.getStay()) {
        faults.add(
            "profile %s was invited as candidate %s in stay %d, but is candidate %s in stay %d"
                .formatted(
                    profile,
                    invitation.getCandidateId(),
                    invitation.getStay(),
                    member.candidateId(),
                    member.stay()));
      }
    }
    log.issued()
        .forEach(
            (roundId, theirs) -> {
              if (log.runs(roundId).isEmpty()) {
                theirs.stream()
                    .filter(i -> i.getPool().equals(round.pool()))
                    .forEach(
                        i ->
                            faults.add(
                                "invitation %s of this pool states round %s, which never ran"
                                    .formatted(i.getInvitationId(), roundId)));
              }
            });
    return compared(
        Claim.INVITATIONS,
        faults.isEmpty(),
        "%s",
        faults.isEmpty()
            ? "%,d issued, all as drawn".formatted(issued.size())
            : Check.listed(faults, "; "));
  }

  /**
   * Invitations are written in portions after their draw. Whether a missing invitation is only
   * delayed can be derived only from the times of later decisions.
   */
  private Check allIssued() {
    Claim claim = Claim.ALL_ISSUED;
    Set<UUID> there =
        issued.stream().map(InvitationIssued::getProfileId).collect(Collectors.toSet());
    List<UUID> missing =
        winners.stream()
            .map(ticket -> ticket.member().profileId())
            .filter(profile -> !there.contains(profile))
            .toList();
    if (missing.isEmpty()) {
      return claim.holds("%,d winners, %,d invitations", winners.size(), issued.size());
    }
    boolean late =
        log.latest()
            .filter(latest -> latest.isAfter(run.getOccurredAt().plus(Rounds.ISSUED_WITHIN)))
            .isPresent();
    return late
        ? compared(claim, false, "no invitations for profiles %s", Check.listed(missing, ", "))
        : claim.notJudged(
            "issuing is not finished: %,d of %,d winners have no invitation yet",
            missing.size(), winners.size());
  }

  private Check oneEach() {
    List<String> faults = new ArrayList<>();
    for (InvitationIssued invitation : issued) {
      log.invitations(invitation.getCandidateId()).stream()
          .filter(other -> !other.getInvitationId().equals(invitation.getInvitationId()))
          .filter(
              other ->
                  other.getRoundId().equals(round.id())
                      || log.number(other.getRoundId())
                              .filter(number -> number < round.seq())
                              .isPresent()
                          && !log.endedBefore(other.getInvitationId(), round.seq()))
          .forEach(
              other ->
                  faults.add(
                      "candidate %s held invitation %s and was issued %s"
                          .formatted(
                              invitation.getCandidateId(),
                              other.getInvitationId(),
                              invitation.getInvitationId())));
    }
    return Claim.ONE_EACH.equal(
        faults.isEmpty(),
        "%s",
        faults.isEmpty() ? "nobody held another open invitation" : Check.listed(faults, "; "));
  }

  private Check ages() {
    Ages ages = Ages.of(run);
    List<String> faults = new ArrayList<>();
    for (InvitationIssued invitation : issued) {
      Person person =
          Objects.requireNonNull(
              log.people().get(invitation.getCandidateId()),
              "CountryLog adds the candidate of every invitation");
      UUID profile = invitation.getProfileId();
      person
          .entry(profile, round.pool(), invitation.getStay(), round.seen())
          .map(PoolEntered::getEligibleUntil)
          .ifPresent(
              until -> {
                LocalDate today = ages.today(person.timeZone(round.seen()).orElseThrow());
                if (until.isBefore(today)) {
                  faults.add(
                      "profile %s was eligible until %s, but was drawn on %s"
                          .formatted(profile, until, today));
                }
                person
                    .validUntil(profile, round.seen())
                    .filter(last -> last.isBefore(today))
                    .ifPresent(
                        last ->
                            faults.add(
                                "profile %s was valid until %s at the latest, but was drawn on %s"
                                    .formatted(profile, last, today)));
              });
    }
    return Claim.AGES.equal(
        faults.isEmpty(),
        "%s",
        faults.isEmpty() ? "nobody was past the last eligible day" : Check.listed(faults, "; "));
  }
}
