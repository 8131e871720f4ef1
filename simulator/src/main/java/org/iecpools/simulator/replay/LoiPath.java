package org.iecpools.simulator.replay;

import java.util.ArrayList;
import java.util.List;

/**
 * LOIs of one pool, row by row, as the spots ask for them. Each is issued for an invitation of its
 * own, and one that is cancelled does not give its invitation back: so what counts against the
 * invitations is all that were ever issued. Of rows that ask for too many, as few as possible are
 * given up.
 *
 * @param inForce by row: issued less cancelled
 * @param ever by row: issued, cancelled ones too
 * @param kept by row: whether it has what it asks for
 */
record LoiPath(int[] inForce, int[] ever, boolean[] kept) {

  /**
   * What a row asks for.
   *
   * @param lois in force
   * @param orMore whether more will do: no spots are left either way
   */
  record Wish(int row, int lois, boolean orMore) {

    private int from(int before) {
      return orMore ? Math.max(before, lois) : lois;
    }
  }

  /**
   * A way to meet a wish after some others.
   *
   * @param before null for none
   */
  private record Way(Way before, Wish wish, int inForce, int ever) {

    static final Way START = new Way(null, null, 0, 0);

    Way then(Wish next) {
      int lois = next.from(inForce);
      return new Way(this, next, lois, ever + Math.max(0, lois - inForce));
    }
  }

  /**
   * Meets as many wishes as possible.
   *
   * @param wishes ascending by row, at most one for each
   * @param most invitations that can have been issued by row, never falling
   */
  static LoiPath of(List<Wish> wishes, int[] most) {
    // For each wish as the last one met, and each number of wishes met: the way that takes the
    // fewest LOIs. Fewer never hurt later.
    var ways = new ArrayList<Way[]>();
    Way best = Way.START;
    int met = 0;
    for (int j = 0; j < wishes.size(); j++) {
      Wish wish = wishes.get(j);
      var here = new Way[j + 2];
      ways.add(here);
      for (int i = -1; i < j; i++) {
        Way[] before = i < 0 ? new Way[] {Way.START} : ways.get(i);
        for (int k = 0; k < before.length; k++) {
          if (before[k] == null) {
            continue;
          }
          Way way = before[k].then(wish);
          boolean lawful = way.ever() <= most[wish.row()];
          if (lawful && (here[k + 1] == null || way.ever() < here[k + 1].ever())) {
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
      if (way.wish() != null && way.wish().row() == w) {
        kept[w] = true;
        way = way.before();
      }
    }
    return new LoiPath(inForce, ever, kept);
  }

  /** How many of these wishes are met. */
  long met(List<Wish> wishes) {
    return wishes.stream().filter(wish -> kept[wish.row()]).count();
  }
}
