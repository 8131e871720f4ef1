package org.iecpools.stats.domain;

import java.time.LocalDate;

/**
 * How a pool's numbers differ from those at the last publication. Both are computed from everything
 * known now, so a late event counts in both or in neither.
 *
 * @param since the Friday of that publication
 * @param candidates candidates in the pool now, minus those then
 * @param invitations invitations issued since; negative if more were voided
 * @param lois LOIs in force now, minus those then
 */
public record Change(LocalDate since, long candidates, long invitations, long lois) {

  static Change between(Row then, Row now) {
    return new Change(
        then.week(),
        now.candidatesInPool() - then.candidatesInPool(),
        now.invitationsIssued() - then.invitationsIssued(),
        now.loisIssued() - then.loisIssued());
  }
}
