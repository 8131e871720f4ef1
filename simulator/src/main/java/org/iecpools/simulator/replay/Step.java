package org.iecpools.simulator.replay;

import java.time.LocalDate;
import java.util.Optional;
import org.iecpools.events.PoolId;

/**
 * What happens to one pool between two of its published rows, in the order of the components, and
 * what the dashboard shows afterwards. All numbers are 0 or more. No candidate is in another pool.
 *
 * @param asOf the published day that the step leads to; everything happens before it
 * @param quotaBefore announced first, if the quota in force has to change for what follows
 * @param cancelled LOIs that are cancelled
 * @param returned open applications that are closed without an LOI; their candidates return to the
 *     pool
 * @param entered first entries
 * @param invited size of the round
 * @param declined invited candidates who decline and return to the pool; the others accept and
 *     apply, which keeps their invitations open
 * @param lois open applications that are approved
 * @param withdrawn profiles of candidates in the pool that are withdrawn
 * @param quotaAfter announced last, if it is not already in force
 * @param figures what the dashboard shows afterwards
 */
public record Step(
    PoolId pool,
    LocalDate asOf,
    Optional<Cell> quotaBefore,
    int cancelled,
    int returned,
    int entered,
    int invited,
    int declined,
    int lois,
    int withdrawn,
    Optional<Cell> quotaAfter,
    Figures figures) {

  /**
   * The figures of a pool in the dashboard.
   *
   * @param quota a number or a word
   * @param spots a number or a word; 0 if the pool is not offered
   */
  public record Figures(Cell quota, int invitations, int candidates, Cell spots) {

    /** A column's cell. */
    public Cell cell(PublishedColumn column) {
      return switch (column) {
        case QUOTA -> quota;
        case INVITATIONS -> new Cell.Count(invitations);
        case CANDIDATES -> new Cell.Count(candidates);
        case SPOTS -> spots;
      };
    }
  }
}
