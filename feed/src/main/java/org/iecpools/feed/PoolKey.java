package org.iecpools.feed;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Identifies a pool in publications of either format.
 *
 * @param country ISO 3166-1 alpha-2; {@code NONE} for recognized organizations
 * @param category {@code WORKING_HOLIDAY}, {@code YOUNG_PROFESSIONALS} or {@code
 *     INTERNATIONAL_COOP}; {@code NA} for recognized organizations
 * @param stream such as {@code VIE}; empty for the general pool
 */
public record PoolKey(String country, String category, String stream)
    implements Comparable<PoolKey> {

  private static final Comparator<PoolKey> ORDER =
      Comparator.comparing(PoolKey::country)
          .thenComparing(PoolKey::category)
          .thenComparing(PoolKey::stream);

  private static final Map<String, String> CATEGORIES =
      Map.of(
          "WH", "WORKING_HOLIDAY",
          "YP", "YOUNG_PROFESSIONALS",
          "COOP", "INTERNATIONAL_COOP");

  /** The short form at the end of a stream's name. */
  private static final Pattern SHORT = Pattern.compile("\\(([^()]+)\\)$");

  static PoolKey of(String code, String category, String stream) {
    String upper = StatedText.clean(code).toUpperCase(Locale.ROOT);
    String word = word(category);
    Matcher abbreviated = SHORT.matcher(StatedText.clean(stream));
    return new PoolKey(
        FeedCodes.iso(upper).orElse(upper),
        CATEGORIES.getOrDefault(word, word),
        word(abbreviated.find() ? abbreviated.group(1) : stream));
  }

  private static String word(String text) {
    return StatedText.clean(text).toUpperCase(Locale.ROOT).replace(' ', '_');
  }

  /** The pool of the same country and category without a stream. */
  public PoolKey general() {
    return new PoolKey(country, category, "");
  }

  /** Such as {@code IE/WORKING_HOLIDAY}. */
  public String text() {
    return country + "/" + category + (stream.isEmpty() ? "" : "/" + stream);
  }

  @Override
  public int compareTo(PoolKey other) {
    return ORDER.compare(this, other);
  }
}
