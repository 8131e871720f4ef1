package org.iecpools.stats.web.page;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.iecpools.events.Category;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.kit.web.Value;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.UrlHandlerFilter;

/** The paths of the pages. They are the same in both languages except for the first segment. */
public final class PagePaths {

  /** The first segment of a mapping: a language. */
  static final String LANGUAGE = "{language:en|fr}";

  /** The mapping of a season's pages. */
  static final String SEASON = "/" + LANGUAGE + "/{season:[0-9]+}";

  private PagePaths() {}

  /** Redirects a path that ends with a slash, as people type it, to the page without it. */
  public static UrlHandlerFilter withoutSlashAtEnd() {
    return UrlHandlerFilter.trailingSlashHandler("/en/**", "/fr/**", "/embed/**")
        .redirect(HttpStatus.PERMANENT_REDIRECT)
        .build();
  }

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

  /** The page of a round. */
  public static String round(Language language, PoolId pool, UUID round) {
    return pool(language, pool) + "/rounds/" + round;
  }

  /** The method of forecasts. */
  public static String method(Language language) {
    return "/" + language.code() + "/method";
  }

  /** The comparison of pools and seasons. */
  static String compare(Language language, List<ComparedPool> pools, List<Integer> seasons) {
    return "/%s/compare?pools=%s&seasons=%s"
        .formatted(
            language.code(),
            pools.stream().map(ComparedPool::text).collect(Collectors.joining(",")),
            seasons.stream().map(Object::toString).collect(Collectors.joining(",")));
  }

  /** The comparison of a pool in some seasons. */
  public static String compare(Language language, PoolId pool, List<Integer> seasons) {
    return compare(language, List.of(ComparedPool.of(pool)), seasons);
  }

  /** The feed of all changes. */
  static String feed(Language language) {
    return "/feed/%s.atom".formatted(language.code());
  }

  /** The feed of a country's changes. */
  static String feed(Language language, String country) {
    return "/feed/%s/%s.atom".formatted(language.code(), country.toLowerCase(Locale.ROOT));
  }

  /** The feed of a pool's changes, which goes on in the next season. */
  static String feed(Language language, PoolId pool) {
    String path =
        "/feed/%s/%s/%s"
            .formatted(
                language.code(),
                pool.getCountry().toLowerCase(Locale.ROOT),
                slug(pool.getCategory()));
    return (pool.getStream() == null ? path : path + "/" + slug(pool.getStream())) + ".atom";
  }

  /** The path of the API below which a pool's data are. */
  public static String api(PoolId pool) {
    return "/api/v1/pools/" + PoolIds.text(pool);
  }

  /** The path of the API with a pool's forecast. */
  static String forecast(PoolId pool) {
    return api(pool) + "/forecast";
  }

  /** A name as a segment of a path: lower case with hyphens. */
  public static String slug(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String slug(Category category) {
    return slug(category.name());
  }

  /** The season of a path segment of digits; 0 if there are not exactly four digits. */
  static int year(String digits) {
    return digits.length() == 4 ? Integer.parseInt(digits) : 0;
  }

  /** The category with a path segment; empty if there is none. */
  static Optional<Category> category(String slug) {
    return Value.known(Category.class).stream()
        .filter(category -> slug(category).equals(slug))
        .findFirst();
  }

  /**
   * The pool of a path; empty if there can be none.
   *
   * @param stream null for the general pool
   */
  static Optional<PoolId> pool(
      String season, String country, String category, @Nullable String stream) {
    return category(slug(category))
        .map(
            known ->
                new PoolId(
                    year(season),
                    country.toUpperCase(Locale.ROOT),
                    known,
                    stream == null ? null : stream.toUpperCase(Locale.ROOT).replace('-', '_')))
        .filter(pool -> PoolIds.fault(pool) == null);
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
