package org.iecpools.domain;

import java.util.Comparator;
import org.iecpools.events.Category;
import org.iecpools.events.PoolId;

/** Order in which the pools of a country are drawn in one decision (rule 3). */
public final class DrawingOrder {

  /**
   * Co-op, then Young Professionals, then Working Holiday; within a category, the general pool
   * first.
   */
  public static final Comparator<PoolId> OF_POOLS =
      Comparator.comparingInt((PoolId pool) -> rank(pool.getCategory()))
          .thenComparing(PoolId::getStream, Comparator.nullsFirst(Comparator.naturalOrder()));

  private DrawingOrder() {}

  private static int rank(Category category) {
    return switch (category) {
      case INTERNATIONAL_COOP -> 0;
      case YOUNG_PROFESSIONALS -> 1;
      case WORKING_HOLIDAY -> 2;
      case UNKNOWN -> 3;
    };
  }
}
