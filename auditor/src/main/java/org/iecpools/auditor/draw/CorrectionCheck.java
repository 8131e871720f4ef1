package org.iecpools.auditor.draw;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.RoundRun;

/**
 * Checks the corrections of a draw: docs/draw.md, "Corrections". A correction voids invitations and
 * changes nothing else that the draw stated.
 */
final class CorrectionCheck {

  /** The fields in which a correction may differ from the draw. */
  private static final Set<String> ITS_OWN =
      Set.of("eventId", "revision", "invited", "correction", "voided");

  private final CountryLog log;
  private final RoundRun draw;
  private final boolean hasEnds;
  private final List<String> faults = new ArrayList<>();

  private CorrectionCheck(CountryLog log, RoundRun draw, boolean hasEnds) {
    this.log = log;
    this.draw = draw;
    this.hasEnds = hasEnds;
  }

  static Check of(CountryLog log, Logged<RoundRun> draw) {
    return new CorrectionCheck(log, draw.event(), true).check(draw);
  }

  /** Checks what the corrections themselves state, without the ends of invitations. */
  static Check ofTheRoundAlone(CountryLog log, Logged<RoundRun> draw) {
    return new CorrectionCheck(log, draw.event(), false).check(draw);
  }

  private Check check(Logged<RoundRun> at) {
    Claim claim = Claim.CORRECTIONS;
    List<Logged<RoundRun>> revisions =
        log.runs(draw.getRoundId()).stream().filter(run -> run.event().getRevision() != 0).toList();
    if (draw.getSeq() == null && !revisions.isEmpty()) {
      return claim.notJudged(
          "the round was run elsewhere and corrected %d times", revisions.size());
    }
    Set<UUID> voided = new HashSet<>();
    for (int i = 0; i < revisions.size(); i++) {
      Logged<RoundRun> revision = revisions.get(i);
      if (revision.position().offset() < at.position().offset()) {
        faults.add("the correction at %s is before the draw".formatted(revision.position()));
      }
      if (revision.event().getRevision() != i + 1) {
        faults.add(
            "correction %d, at %s, has revision %d"
                .formatted(i + 1, revision.position(), revision.event().getRevision()));
      }
      check(revision, voided);
    }
    log.closed().stream()
        .map(Logged::event)
        .filter(end -> end.getRoundId().equals(draw.getRoundId()))
        .filter(end -> end.getCause() == ClosedCause.VOIDED)
        .filter(end -> !voided.contains(end.getInvitationId()))
        .forEach(
            end ->
                faults.add(
                    "invitation %s was voided by decision %d, but no correction lists it"
                        .formatted(end.getInvitationId(), end.getSeq())));
    if (!faults.isEmpty()) {
      return claim.broken("%s", Check.listed(faults, "; "));
    }
    return revisions.isEmpty()
        ? claim.holds("no corrections")
        : claim.holds(
            "corrected %d times, %d invitations voided: %s",
            revisions.size(),
            voided.size(),
            revisions.stream()
                .map(
                    run ->
                        "revision %d, reason: %s"
                            .formatted(run.event().getRevision(), run.event().getCorrection()))
                .collect(Collectors.joining("; ")));
  }

  /**
   * Checks one correction.
   *
   * @param voided invitations voided by earlier corrections; those of this correction are added
   */
  private void check(Logged<RoundRun> at, Set<UUID> voided) {
    RoundRun correction = at.event();
    if (correction.getCorrection() == null || correction.getCorrection().isBlank()) {
      faults.add("the correction at %s has no reason".formatted(at.position()));
    }
    List<String> changed =
        RoundRun.getClassSchema().getFields().stream()
            .filter(field -> !ITS_OWN.contains(field.name()))
            .filter(field -> !Objects.equals(draw.get(field.pos()), correction.get(field.pos())))
            .map(Schema.Field::name)
            .toList();
    if (!changed.isEmpty()) {
      faults.add(
          "the correction at %s changes %s of the draw"
              .formatted(at.position(), String.join(", ", changed)));
    }
    Set<UUID> all = new HashSet<>(correction.getVoided());
    if (all.size() < correction.getVoided().size()) {
      faults.add("the correction at %s lists an invitation twice".formatted(at.position()));
    }
    if (!all.containsAll(voided) || all.size() == voided.size()) {
      faults.add(
          "the correction at %s does not void more invitations than the one before"
              .formatted(at.position()));
    }
    if (all.size() > draw.getInvited()) {
      faults.add(
          "the correction at %s has voided %d of %d invitations"
              .formatted(at.position(), all.size(), draw.getInvited()));
    }
    if (correction.getInvited() != draw.getInvited() - all.size()) {
      faults.add(
          "the correction at %s states %d invited; %d less %d voided is %d"
              .formatted(
                  at.position(),
                  correction.getInvited(),
                  draw.getInvited(),
                  all.size(),
                  draw.getInvited() - all.size()));
    }
    for (UUID invitation : correction.getVoided()) {
      if (voided.add(invitation) && hasEnds) {
        ended(invitation, correction).ifPresent(faults::add);
      }
    }
  }

  /** A fault in the end of an invitation that a correction voided; empty if there is none. */
  private Optional<String> ended(UUID invitation, RoundRun correction) {
    Optional<InvitationClosed> end = log.end(invitation);
    if (end.isEmpty()) {
      return Optional.of("invitation %s was voided but has not ended".formatted(invitation));
    }
    if (end.get().getCause() != ClosedCause.VOIDED) {
      return Optional.of(
          "invitation %s was voided but has ended as %s"
              .formatted(invitation, end.get().getCause()));
    }
    if (!end.get().getRoundId().equals(draw.getRoundId())) {
      return Optional.of("invitation %s was voided but is not of this round".formatted(invitation));
    }
    if (!Objects.equals(end.get().getReason(), correction.getCorrection())) {
      return Optional.of(
          "the end of invitation %s states a different reason than the correction"
              .formatted(invitation));
    }
    return Optional.empty();
  }
}
