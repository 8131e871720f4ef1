package org.iecpools.stats.web.page;

import java.util.Optional;
import org.iecpools.domain.SeasonWindow;
import org.iecpools.events.Category;
import org.iecpools.events.PoolId;
import org.jspecify.annotations.Nullable;

/**
 * A pool in any season.
 *
 * @param country code of the country
 * @param category the category
 * @param stream null for the general pool
 */
public record ComparedPool(String country, Category category, @Nullable String stream) {

  private static final int MOST_SEGMENTS = 3;

  /** The pool without its season. */
  static ComparedPool of(PoolId pool) {
    return new ComparedPool(pool.getCountry(), pool.getCategory(), pool.getStream());
  }

  /** Reads the value of a parameter, such as {@code IE/working-holiday}; empty if it is invalid. */
  static Optional<ComparedPool> of(String text) {
    String[] segments = text.split("/", -1);
    if (segments.length < 2 || segments.length > MOST_SEGMENTS) {
      return Optional.empty();
    }
    return PagePaths.pool(
            Integer.toString(SeasonWindow.FIRST_SEASON),
            segments[0],
            segments[1],
            segments.length == MOST_SEGMENTS ? segments[2] : null)
        .map(ComparedPool::of);
  }

  /** The value of a parameter; it has no character that addresses escape. */
  public String text() {
    String general = country + "/" + PagePaths.slug(category.name());
    return stream == null ? general : general + "/" + PagePaths.slug(stream);
  }

  /** The pool in a season. */
  PoolId in(int season) {
    return new PoolId(season, country, category, stream);
  }
}
