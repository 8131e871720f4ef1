package org.iecpools.stats.web;

import java.util.Optional;
import org.iecpools.events.Category;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.RequestReader;
import org.jspecify.annotations.Nullable;

/** Reads the pool in the path of a request. */
final class PoolPath {

  private PoolPath() {}

  /**
   * The pool of these variables; empty if one of them is invalid, and every fault is recorded.
   *
   * @param stream null for a general pool
   */
  static Optional<PoolId> read(
      String season, String country, String category, @Nullable String stream, Faults faults) {
    Optional<Integer> year = RequestReader.value("season", season, faults).season();
    Optional<String> code = RequestReader.value("country", country, faults).country();
    Optional<Category> general =
        RequestReader.value("category", category, faults).oneOf(Category.class);
    Optional<String> special =
        stream == null ? Optional.empty() : RequestReader.value("stream", stream, faults).stream();
    if (year.isEmpty()
        || code.isEmpty()
        || general.isEmpty()
        || special.isEmpty() && stream != null) {
      return Optional.empty();
    }
    PoolId.Builder pool =
        PoolId.newBuilder().setSeason(year.get()).setCountry(code.get()).setCategory(general.get());
    special.ifPresent(pool::setStream);
    return Optional.of(pool.build());
  }

  /** The problem of a pool without announcement and event. */
  static Problem unknown(PoolId pool) {
    return new Problem(
        FaultCode.UNKNOWN_POOL,
        "There is no announcement and no event of %s.".formatted(PoolIds.text(pool)));
  }
}
