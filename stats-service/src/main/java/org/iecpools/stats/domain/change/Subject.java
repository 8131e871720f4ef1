package org.iecpools.stats.domain.change;

import java.util.Comparator;
import org.iecpools.events.ChangeSource;
import org.iecpools.events.ChangeSubject;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.jspecify.annotations.Nullable;

/**
 * What has one value at a time.
 *
 * @param season year of the programme; null for what belongs to no season
 * @param pool null for what belongs to no pool
 * @param what kind of value
 * @param source where the value comes from
 * @param about which one of several, such as the id of a round; empty if there is only one
 */
public record Subject(
    @Nullable Integer season,
    @Nullable PoolId pool,
    ChangeSubject what,
    ChangeSource source,
    String about) {

  /** The order in which changes of the same moment are reported. */
  static final Comparator<Subject> ORDER =
      Comparator.comparing((Subject s) -> s.season() == null ? 0 : s.season())
          .thenComparing(Subject::pool, Comparator.nullsFirst(PoolIds.ORDER))
          .thenComparing(Subject::what)
          .thenComparing(Subject::source)
          .thenComparing(Subject::about);

  /** A value of a pool of which there is only one. */
  public static Subject of(PoolId pool, ChangeSubject what, ChangeSource source) {
    return new Subject(pool.getSeason(), pool, what, source, "");
  }
}
