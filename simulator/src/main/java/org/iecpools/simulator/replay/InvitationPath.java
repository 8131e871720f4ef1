package org.iecpools.simulator.replay;

import java.util.function.IntFunction;

/**
 * Finds the cumulative invitations of one pool, row by row. They never fall, and rise only in
 * intervals in which a round may run. If stated numbers contradict this, as few as possible are
 * given up, and later ones rather than earlier ones.
 */
final class InvitationPath {

  /** No number is stated. */
  static final int NONE = -1;

  /** The position before the first row. */
  private static final int START = -1;

  private final int[] stated;
  private final boolean[] draws;
  private final boolean[] kept;

  /**
   * @param stated number stated in each row, or {@link #NONE}
   * @param draws whether a round may run in the interval that ends with the row
   */
  InvitationPath(int[] stated, boolean[] draws) {
    this.stated = stated.clone();
    this.draws = draws.clone();
    this.kept = new boolean[stated.length];
    keep();
  }

  /** Keeps the longest chain in which each number can follow the previous one. */
  private void keep() {
    int rows = stated.length;
    var longest = new int[rows];
    int left = 0;
    for (int i = rows - 1; i >= START; i--) {
      int after = 0;
      for (int j = i + 1; j < rows; j++) {
        if (follows(i, j)) {
          after = Math.max(after, longest[j]);
        }
      }
      if (i == START) {
        left = after;
      } else {
        longest[i] = 1 + after;
      }
    }
    int last = START;
    for (int j = 0; j < rows && left > 0; j++) {
      if (follows(last, j) && longest[j] == left) {
        kept[j] = true;
        last = j;
        left--;
      }
    }
  }

  private boolean follows(int i, int j) {
    return stated[j] != NONE && (stated[j] == issued(i) || stated[j] > issued(i) && anyDraw(i, j));
  }

  private int issued(int i) {
    return i == START ? 0 : stated[i];
  }

  /** Whether a round may run after row i and up to row j. */
  private boolean anyDraw(int i, int j) {
    for (int w = i + 1; w <= j; w++) {
      if (draws[w]) {
        return true;
      }
    }
    return false;
  }

  /** Whether the stated number of a row is kept. */
  boolean kept(int w) {
    return kept[w];
  }

  /** The last row before this one whose number is kept, or -1. */
  int keptBefore(int w) {
    int i = w - 1;
    while (i > START && !kept[i]) {
      i--;
    }
    return i;
  }

  /** The next row whose number is kept, or the number of rows. */
  private int keptAfter(int w) {
    int i = w + 1;
    while (i < kept.length && !kept[i]) {
      i++;
    }
    return i;
  }

  /** Maximum number of invitations that can have been issued by a row. */
  int most(int w) {
    if (kept[w]) {
      return stated[w];
    }
    int before = keptBefore(w);
    if (!anyDraw(before, w)) {
      return issued(before);
    }
    int after = keptAfter(w);
    return after == kept.length ? Integer.MAX_VALUE : stated[after];
  }

  /**
   * The minimum number of invitations by row that the kept numbers and the LOIs allow.
   *
   * @param lois LOIs issued by row, including cancelled ones; none above {@link #most}
   */
  int[] atLeast(int[] lois) {
    int rows = stated.length;
    var needed = new int[rows];
    for (int w = rows - 1; w >= 0; w--) {
      // Invitations of the next row must exist now if no round can run in between.
      boolean now = w + 1 < rows && !draws[w + 1];
      needed[w] = kept[w] ? stated[w] : Math.max(lois[w], now ? needed[w + 1] : 0);
    }
    var path = new int[rows];
    for (int w = 0; w < rows; w++) {
      path[w] = Math.max(w == 0 ? 0 : path[w - 1], needed[w]);
    }
    return path;
  }

  /** The reason why a row's number is given up, in a sentence. */
  String against(int w, IntFunction<String> day) {
    int before = keptBefore(w);
    if (stated[w] < issued(before)) {
      return "invitations issued never fall, and %,d were issued by %s"
          .formatted(issued(before), day.apply(before));
    }
    if (!follows(before, w)) {
      return "no round runs while the quota is to be announced or the category is not offered, and"
          + " %,d invitations were issued before".formatted(issued(before));
    }
    int after = keptAfter(w);
    return stated[after] < stated[w]
        ? "invitations issued never fall, and only %,d are stated for %s"
            .formatted(stated[after], day.apply(after))
        : "%,d are stated for %s, and no round runs until then, because the quota is to be announced or the category is not offered"
            .formatted(stated[after], day.apply(after));
  }
}
