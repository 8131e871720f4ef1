package org.iecpools.simulator.replay;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the LOIs of one pool, row by row, that give the published spots. Each LOI needs its own
 * invitation, and a cancelled LOI does not release it, so the total of LOIs ever issued is limited
 * by the invitations. If rows require too many, as few of them as possible are given up.
 *
 * @param inForce LOIs in force by row: issued minus cancelled
 * @param ever LOIs issued by row, including cancelled ones
 * @param kept whether the requirement of the row is met
 */
record LoiPath(int[] inForce, int[] ever, boolean[] kept) {

  /**
   * The requirement of a row.
   *
   * @param lois LOIs in force
   * @param orMore whether more LOIs are also accepted, because no spots are left either way
   */
  record Wish(int row, int lois, boolean orMore) {

    private int from(int before) {
      return orMore ? Math.max(before, lois) : lois;
    }
  }

  /** A sequence of wishes that are met. */
  private sealed interface Way {

    int inForce();

    int ever();

    default Way then(Wish next) {
      int lois = next.from(inForce());
      return new Met(this, next, lois, ever() + Math.max(0, lois - inForce()));
    }
  }

  /** No wishes and no LOIs. */
  private record Start(int inForce, int ever) implements Way {}

  /** A sequence with this wish as the last. */
  private record Met(Way before, Wish wish, int inForce, int ever) implements Way {}

  private static final Way START = new Start(0, 0);

  /**
   * Meets as many wishes as possible.
   *
   * @param wishes ascending by row, at most one per row
   * @param most maximum number of invitations issued by row, never falling
   */
  static LoiPath of(List<Wish> wishes, int[] most) {
    // For each wish as the last one met, and each number of wishes met, keep the way with the
    // fewest LOIs. Fewer LOIs never prevent a later wish.
    var ways = new ArrayList<Way[]>();
    Way best = START;
    int met = 0;
    for (int j = 0; j < wishes.size(); j++) {
      Wish wish = wishes.get(j);
      var here = new Way[j + 2];
      ways.add(here);
      for (int i = -1; i < j; i++) {
        Way[] before = i < 0 ? new Way[] {START} : ways.get(i);
        for (int k = 0; k < before.length; k++) {
          if (before[k] == null) {
            continue;
          }
          Way way = before[k].then(wish);
          boolean valid = way.ever() <= most[wish.row()];
          if (valid && (here[k + 1] == null || way.ever() < here[k + 1].ever())) {
            here[k + 1] = way;
          }
        }
      }
      for (int k = met + 1; k < here.length; k++) {
        if (here[k] != null) {
          best = here[k];
          met = k;
        }
      }
    }
    return of(best, most.length);
  }

  private static LoiPath of(Way last, int rows) {
    var inForce = new int[rows];
    var ever = new int[rows];
    var kept = new boolean[rows];
    Way way = last;
    for (int w = rows - 1; w >= 0; w--) {
      inForce[w] = way.inForce();
      ever[w] = way.ever();
      if (way instanceof Met met && met.wish().row() == w) {
        kept[w] = true;
        way = met.before();
      }
    }
    return new LoiPath(inForce, ever, kept);
  }

  /** Number of these wishes that are met. */
  long met(List<Wish> wishes) {
    return wishes.stream().filter(wish -> kept[wish.row()]).count();
  }
}
