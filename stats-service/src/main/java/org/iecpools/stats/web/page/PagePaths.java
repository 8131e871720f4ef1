package org.iecpools.stats.web.page;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.iecpools.events.Category;
import org.iecpools.events.PoolId;
import org.iecpools.kit.web.Value;

/** The paths of the pages. They are the same in both languages except for the first segment. */
public final class PagePaths {

  private PagePaths() {}

  /** The table of a season. */
  public static String season(Language language, int season) {
    return "/%s/%d".formatted(language.code(), season);
  }

  /** The pools of a country. */
  public static String country(Language language, int season, String country) {
    return season(language, season) + "/" + country.toLowerCase(Locale.ROOT);
  }

  /** The page of a pool. */
  public static String pool(Language language, PoolId pool) {
    String path =
        country(language, pool.getSeason(), pool.getCountry()) + "/" + slug(pool.getCategory());
    return pool.getStream() == null ? path : path + "/" + slug(pool.getStream());
  }

  /** A name as a segment of a path: lower case with hyphens. */
  public static String slug(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String slug(Category category) {
    return slug(category.name());
  }

  /** The category with a path segment; empty if there is none. */
  static Optional<Category> category(String slug) {
    return Value.known(Category.class).stream()
        .filter(category -> slug(category).equals(slug))
        .findFirst();
  }

  /** The same path in another language. */
  static String inLanguage(String path, Language language) {
    String[] segments = path.split("/", 3);
    return segments.length < 3 ? "/" + language.code() : "/" + language.code() + "/" + segments[2];
  }

  /** All languages, in the order of links. */
  static Iterable<Language> languages() {
    return Arrays.asList(Language.values());
  }
}
