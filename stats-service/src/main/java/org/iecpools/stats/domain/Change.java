package org.iecpools.stats.domain;

import java.time.LocalDate;
import java.util.OptionalLong;

/**
 * How a pool's numbers differ from those of the publication before. A number is empty unless both
 * rows have it.
 *
 * @param since the Friday of that publication, or the day that it states
 * @param quota permits of the season now, minus those then
 * @param candidates candidates in the pool now, minus those then
 * @param invitations invitations issued since; negative if more were voided
 * @param spots LOIs that can still be issued now, minus those then
 * @param lois LOIs in force now, minus those then
 * @param open open invitations now, minus those then
 */
public record Change(
    LocalDate since,
    OptionalLong quota,
    OptionalLong candidates,
    OptionalLong invitations,
    OptionalLong spots,
    OptionalLong lois,
    OptionalLong open) {

  /**
   * The change from one row of a pool to a later one.
   *
   * @param then the row of the publication before
   */
  public static Change between(Row then, Row now) {
    return new Change(
        then.week(),
        difference(then.quota().permits(), now.quota().permits()),
        OptionalLong.of(now.candidatesInPool() - then.candidatesInPool()),
        OptionalLong.of(now.invitationsIssued() - then.invitationsIssued()),
        difference(then.spotsAvailable().permits(), now.spotsAvailable().permits()),
        OptionalLong.of(now.loisIssued() - then.loisIssued()),
        OptionalLong.of(now.openInvitations() - then.openInvitations()));
  }

  /** The later number minus the earlier one; empty unless both are numbers. */
  public static OptionalLong difference(OptionalLong then, OptionalLong now) {
    return then.isPresent() && now.isPresent()
        ? OptionalLong.of(now.getAsLong() - then.getAsLong())
        : OptionalLong.empty();
  }
}
