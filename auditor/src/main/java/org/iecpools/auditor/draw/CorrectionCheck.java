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

  /** Longer lists are truncated to this many entries. */
  private static final int NAMED = 5;

  /** The fields in which a correction may differ from the draw. */
  private static final Set<String> ITS_OWN =
      Set.of("eventId", "revision", "invited", "correction", "voided");

  private final CountryLog log;
  private final RoundRun draw;
  private final List<String> faults = new ArrayList<>();

  private CorrectionCheck(CountryLog log, RoundRun draw) {
    this.log = log;
    this.draw = draw;
  }

  static Check of(CountryLog log, At<RoundRun> draw) {
    return new CorrectionCheck(log, draw.event()).check(draw);
  }

  private Check check(At<RoundRun> at) {
    Claim claim = Claim.CORRECTIONS;
    List<At<RoundRun>> revisions =
        log.runs(draw.getRoundId()).stream().filter(run -> run.event().getRevision() != 0).toList();
    if (draw.getSeq() == null && !revisions.isEmpty()) {
      return claim.notJudged("it was run elsewhere, and corrected %d times", revisions.size());
    }
    Set<UUID> voided = new HashSet<>();
    for (int i = 0; i < revisions.size(); i++) {
      At<RoundRun> revision = revisions.get(i);
      if (revision.place().offset() < at.place().offset()) {
        faults.add("the correction at %s stands before the draw".formatted(revision.place()));
      }
      if (revision.event().getRevision() != i + 1) {
        faults.add(
            "correction %d, at %s, is called revision %d"
                .formatted(i + 1, revision.place(), revision.event().getRevision()));
      }
      check(revision, voided);
    }
    log.closed().stream()
        .map(At::event)
        .filter(end -> end.getRoundId().equals(draw.getRoundId()))
        .filter(end -> end.getCause() == ClosedCause.VOIDED)
        .filter(end -> !voided.contains(end.getInvitationId()))
        .forEach(
            end ->
                faults.add(
                    "invitation %s was voided as decision %d, and no correction says so"
                        .formatted(end.getInvitationId(), end.getSeq())));
    if (!faults.isEmpty()) {
      return claim.broken("%s", named(faults));
    }
    return revisions.isEmpty()
        ? claim.holds("never corrected")
        : claim.holds(
            "corrected %d times, %d invitations voided: %s",
            revisions.size(),
            voided.size(),
            revisions.stream()
                .map(
                    run ->
                        "revision %d because %s"
                            .formatted(run.event().getRevision(), run.event().getCorrection()))
                .collect(Collectors.joining("; ")));
  }

  /**
   * Checks one correction.
   *
   * @param voided invitations voided by earlier corrections; those of this correction are added
   */
  private void check(At<RoundRun> at, Set<UUID> voided) {
    RoundRun correction = at.event();
    if (correction.getCorrection() == null || correction.getCorrection().isBlank()) {
      faults.add("it was corrected at %s without a reason".formatted(at.place()));
    }
    List<String> changed =
        RoundRun.getClassSchema().getFields().stream()
            .filter(field -> !ITS_OWN.contains(field.name()))
            .filter(field -> !Objects.equals(draw.get(field.pos()), correction.get(field.pos())))
            .map(Schema.Field::name)
            .toList();
    if (!changed.isEmpty()) {
      faults.add(
          "the correction at %s states another %s than the draw"
              .formatted(at.place(), String.join(", ", changed)));
    }
    Set<UUID> all = new HashSet<>(correction.getVoided());
    if (all.size() < correction.getVoided().size()) {
      faults.add("the correction at %s names an invitation twice".formatted(at.place()));
    }
    if (!all.containsAll(voided) || all.size() == voided.size()) {
      faults.add(
          "the correction at %s does not name more than the one before".formatted(at.place()));
    }
    if (correction.getInvited() != draw.getInvited() - all.size()) {
      faults.add(
          "the correction at %s leaves %d invited; %d less %d voided are %d"
              .formatted(
                  at.place(),
                  correction.getInvited(),
                  draw.getInvited(),
                  all.size(),
                  draw.getInvited() - all.size()));
    }
    for (UUID invitation : correction.getVoided()) {
      if (voided.add(invitation)) {
        ended(invitation, correction).ifPresent(faults::add);
      }
    }
  }

  /** A fault in the end of an invitation that a correction voided; empty if there is none. */
  private Optional<String> ended(UUID invitation, RoundRun correction) {
    Optional<InvitationClosed> end = log.end(invitation);
    if (end.isEmpty()) {
      return Optional.of("invitation %s was voided and has not ended".formatted(invitation));
    }
    if (end.get().getCause() != ClosedCause.VOIDED) {
      return Optional.of(
          "invitation %s was voided and has ended as %s"
              .formatted(invitation, end.get().getCause()));
    }
    if (!end.get().getRoundId().equals(draw.getRoundId())) {
      return Optional.of("invitation %s was voided and is not of this round".formatted(invitation));
    }
    if (!Objects.equals(end.get().getReason(), correction.getCorrection())) {
      return Optional.of(
          "the holder of invitation %s was told another reason".formatted(invitation));
    }
    return Optional.empty();
  }

  private static String named(List<?> all) {
    return all.stream().limit(NAMED).map(String::valueOf).collect(Collectors.joining("; "))
        + (all.size() > NAMED ? " and %,d more".formatted(all.size() - NAMED) : "");
  }
}
