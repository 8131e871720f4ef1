package org.iecpools.invitation.domain;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.iecpools.events.PoolId;
import org.jspecify.annotations.Nullable;

/**
 * Everything that invitation-service stores about one candidate in one season and country.
 *
 * @param current the profile whose stays count: that of the last entry; null before the first
 * @param timeZone time zone in which the candidate's days end
 * @param stays stays of the current profile, drawable unless an invitation is open
 * @param open id of the open invitation, or null
 * @param invitations all invitations, in draw order
 * @param entered stays whose entry was counted
 * @param left stays whose leave was counted
 * @param voided stays whose voided leave was counted
 * @param declinedElsewhere invitations whose decline was counted while they were unknown here
 * @param lois invitations whose letter of introduction was counted
 * @param loisCancelled invitations whose cancelled letter was counted
 * @param held answers to the open invitation that entered the log after its deadline, in the order
 *     in which they were read; judged once everything from before the deadline has been read
 * @param sealed how the candidate stood in the list of a sealed round before the first change
 *     since; null, also in rows of earlier versions, if nothing has changed
 * @param identityChecked whether the identity of the current profile was checked; null in rows of
 *     earlier versions
 */
public record CandidateRow(
    int season,
    String country,
    UUID candidateId,
    @Nullable UUID current,
    String timeZone,
    Map<PoolId, Stay> stays,
    @Nullable UUID open,
    List<Invitation> invitations,
    Set<StayId> entered,
    Set<StayId> left,
    Set<StayId> voided,
    Set<UUID> declinedElsewhere,
    Set<UUID> lois,
    Set<UUID> loisCancelled,
    List<LoggedAnswer> held,
    @Nullable SealedStay sealed,
    @Nullable Boolean identityChecked) {

  /** Fills in the list that rows of earlier versions do not have. */
  public CandidateRow {
    held = held == null ? List.of() : held;
  }
}
