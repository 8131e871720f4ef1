package org.iecpools.stats.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.function.Function;
import org.iecpools.events.Category;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.RequestReader;
import org.jspecify.annotations.Nullable;

/**
 * The pool in the path of a request.
 *
 * @param stream null for a general pool
 */
record PoolPath(String season, String country, String category, @Nullable String stream) {

  /** The mapping of a general pool. */
  static final String GENERAL = "/api/v1/pools/{season}/{country}/{category}";

  /** The mapping of a pool with a stream. */
  static final String STREAM = GENERAL + "/{stream}";

  /**
   * What a request asks about a pool.
   *
   * @param <P> its parameters
   */
  record Question<P>(PoolId pool, P parameters) {}

  /**
   * Reads the pool and all parameters of a request.
   *
   * @param parameters reads the parameters except those of {@link MinVersion}
   * @throws Problem with all faults
   */
  <P> Question<P> read(HttpServletRequest asked, Function<RequestReader, P> parameters) {
    Faults faults = new Faults();
    Optional<PoolId> pool = pool(faults);
    P read = VersionedQuery.read(asked, faults, parameters);
    return new Question<>(pool.orElseThrow(), read);
  }

  /** The pool; empty if a variable is invalid, and every fault is recorded. */
  Optional<PoolId> pool(Faults faults) {
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

  /** The problem of a pool without announcement, event and published figure. */
  static Problem unknown(PoolId pool) {
    return new Problem(
        FaultCode.UNKNOWN_POOL,
        "There is no announcement, no event and no published figure of %s."
            .formatted(PoolIds.text(pool)));
  }
}
