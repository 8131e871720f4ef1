package org.iecpools.feed;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The country codes of the feed that are not in ISO 3166-1 or mean another country there. */
public final class FeedCodes {

  private static final Map<String, String> ISO = Map.of("AN", "AD", "LB", "LU", "UK", "GB");

  private FeedCodes() {}

  /**
   * The code of a country in the feed, in lower case.
   *
   * @param iso ISO 3166-1 alpha-2, in upper case
   */
  public static String of(String iso) {
    return ISO.entrySet().stream()
        .filter(code -> code.getValue().equals(iso))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(iso)
        .toLowerCase(Locale.ROOT);
  }

  /**
   * The ISO 3166-1 alpha-2 code of such a country.
   *
   * @param code as in the feed, in any case
   * @return empty if the code is not one of them
   */
  public static Optional<String> iso(String code) {
    return Optional.ofNullable(ISO.get(code.toUpperCase(Locale.ROOT)));
  }
}
