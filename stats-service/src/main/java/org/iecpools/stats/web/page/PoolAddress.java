package org.iecpools.stats.web.page;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.iecpools.events.PoolId;

/**
 * What the path of a pool's page or image names.
 *
 * @param texts the texts of its language
 * @param season the season; 0 if it is not a year
 * @param country the country as written
 * @param pool the pool; empty if there can be none with this name
 */
record PoolAddress(Texts texts, int season, String country, Optional<PoolId> pool) {

  /** The mapping of a pool. */
  static final String POOL = PagePaths.SEASON + "/{country}/{category}";

  /** The mapping of a pool with a special stream. */
  static final String STREAM = POOL + "/{stream}";

  /** Reads the variables of {@link #POOL} or {@link #STREAM}. */
  static PoolAddress of(Map<String, String> path) {
    String season = variable(path, "season");
    String country = variable(path, "country");
    return new PoolAddress(
        Frames.texts(variable(path, "language")),
        PagePaths.year(season),
        country,
        PagePaths.pool(season, country, variable(path, "category"), path.get("stream")));
  }

  private static String variable(Map<String, String> path, String name) {
    return Objects.requireNonNull(path.get(name), name);
  }
}
