package org.iecpools.events;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Converts a {@link PoolId} to and from text: {@code season/country/category[/stream]}, such as
 * {@code 2026/IE/WORKING_HOLIDAY} or {@code 2026/FR/YOUNG_PROFESSIONALS/VIE}. Keys, paths and rows
 * all use this form.
 */
public final class PoolIds {

  /** By season, country and category in enum order; the general pool before streams. */
  public static final Comparator<PoolId> ORDER =
      Comparator.comparingInt(PoolId::getSeason)
          .thenComparing(PoolId::getCountry)
          .thenComparing(PoolId::getCategory)
          .thenComparing(PoolId::getStream, Comparator.nullsFirst(Comparator.naturalOrder()));

  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
  private static final Pattern STREAM = Pattern.compile("[A-Z][A-Z0-9_]{0,39}");

  private PoolIds() {}

  /** The general pool of a category. */
  public static PoolId of(int season, String country, Category category) {
    return new PoolId(season, country, category, null);
  }

  /** The text form; inverse of {@link #parse}. */
  public static String text(PoolId pool) {
    String general = country(pool) + "/" + pool.getCategory();
    return pool.getStream() == null ? general : general + "/" + pool.getStream();
  }

  /**
   * Season and country of a pool, such as {@code 2026/IE}: the key of records about a whole
   * country.
   */
  public static String country(PoolId pool) {
    return country(pool.getSeason(), pool.getCountry());
  }

  /** Season and country as a key. */
  public static String country(int season, String country) {
    return season + "/" + country;
  }

  /**
   * Parses the text form of a pool.
   *
   * @throws IllegalArgumentException with a sentence for people, if the text is not a valid pool
   */
  public static PoolId parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length < 3 || parts.length > 4) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a pool: expected season/country/category[/stream]");
    }
    PoolId pool =
        new PoolId(
            season(parts[0]), parts[1], category(parts[2]), parts.length == 4 ? parts[3] : null);
    String fault = fault(pool);
    if (fault != null) {
      throw new IllegalArgumentException("'" + text + "' is not a pool: " + fault);
    }
    return pool;
  }

  /** The first fault of a pool from outside, as a sentence; null if it is valid. */
  public static @Nullable String fault(PoolId pool) {
    if (pool.getSeason() < 2000 || pool.getSeason() > 2999) {
      return "season " + pool.getSeason() + " is not a year from 2000 to 2999";
    }
    if (!COUNTRY.matcher(pool.getCountry()).matches()) {
      return "country '" + pool.getCountry() + "' is not an ISO 3166-1 alpha-2 code in upper case";
    }
    if (pool.getCategory() == Category.UNKNOWN) {
      return "the category is not one of " + Arrays.toString(known());
    }
    if (pool.getStream() != null && !STREAM.matcher(pool.getStream()).matches()) {
      return "stream '"
          + pool.getStream()
          + "' is not 1 to 40 upper-case letters, digits and underscores";
    }
    return null;
  }

  private static int season(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("season '" + text + "' is not a year", e);
    }
  }

  private static Category category(String text) {
    return Arrays.stream(known())
        .filter(c -> c.name().equals(text.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "category '" + text + "' is not one of " + Arrays.toString(known())));
  }

  private static Category[] known() {
    return Arrays.stream(Category.values())
        .filter(c -> c != Category.UNKNOWN)
        .toArray(Category[]::new);
  }
}
