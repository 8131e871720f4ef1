package org.iecpools.invitation.domain;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.iecpools.events.PoolId;

/** One candidate of a country; what {@link CandidateRow} says, in a form that can change. */
final class Candidate {
  final UUID id;
  UUID current;
  String timeZone = "America/Toronto";
  final Map<PoolId, Stay> stays = new HashMap<>();
  UUID open;
  final Map<UUID, UUID> last = new HashMap<>();
  final Map<UUID, Invitation> invitations = new LinkedHashMap<>();
  final Set<StayId> entered = new HashSet<>();
  final Set<StayId> left = new HashSet<>();
  final Set<StayId> voided = new HashSet<>();
  final Set<UUID> declinedElsewhere = new HashSet<>();
  final Set<UUID> lois = new HashSet<>();
  final Set<UUID> loisCancelled = new HashSet<>();

  Candidate(UUID id) {
    this.id = id;
  }

  static Candidate of(CandidateRow row) {
    Candidate candidate = new Candidate(row.candidateId());
    candidate.current = row.current();
    candidate.timeZone = row.timeZone();
    candidate.stays.putAll(row.stays());
    candidate.open = row.open();
    candidate.last.putAll(row.last());
    row.invitations().forEach(candidate::put);
    candidate.entered.addAll(row.entered());
    candidate.left.addAll(row.left());
    candidate.voided.addAll(row.voided());
    candidate.declinedElsewhere.addAll(row.declinedElsewhere());
    candidate.lois.addAll(row.lois());
    candidate.loisCancelled.addAll(row.loisCancelled());
    return candidate;
  }

  CandidateRow row(int season, String country) {
    return new CandidateRow(
        season,
        country,
        id,
        current,
        timeZone,
        Map.copyOf(stays),
        open,
        Map.copyOf(last),
        List.copyOf(invitations.values()),
        Set.copyOf(entered),
        Set.copyOf(left),
        Set.copyOf(voided),
        Set.copyOf(declinedElsewhere),
        Set.copyOf(lois),
        Set.copyOf(loisCancelled));
  }

  void put(Invitation invitation) {
    invitations.put(invitation.id(), invitation);
  }
}
