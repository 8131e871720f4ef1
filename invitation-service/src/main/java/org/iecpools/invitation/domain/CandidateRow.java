package org.iecpools.invitation.domain;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.iecpools.events.PoolId;

/**
 * All that invitation-service keeps of one candidate in one season and country.
 *
 * @param current the profile whose stays count: that of the last entry; null before one
 * @param timeZone in which the candidate's days end
 * @param stays of the current profile, drawable unless an invitation is open
 * @param open the invitation that is open, or null
 * @param invitations all of them, in the order of their draws
 * @param entered stays whose entry was counted
 * @param left stays whose leave was counted
 * @param voided stays whose voided leave was counted
 * @param declinedElsewhere invitations whose decline was counted when they were unknown here
 * @param lois invitations whose letter of introduction was counted
 * @param loisCancelled invitations whose letter's cancellation was counted
 * @param held answers to the open invitation that entered the log after its deadline, in the order
 *     in which they were read: judged when nothing from before the deadline is left to be read
 */
public record CandidateRow(
    int season,
    String country,
    UUID candidateId,
    UUID current,
    String timeZone,
    Map<PoolId, Stay> stays,
    UUID open,
    List<Invitation> invitations,
    Set<StayId> entered,
    Set<StayId> left,
    Set<StayId> voided,
    Set<UUID> declinedElsewhere,
    Set<UUID> lois,
    Set<UUID> loisCancelled,
    List<LoggedAnswer> held) {

  /** Rows from before answers were held do not have them. */
  public CandidateRow {
    held = held == null ? List.of() : held;
  }
}
