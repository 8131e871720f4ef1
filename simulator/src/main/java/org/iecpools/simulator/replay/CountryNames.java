package org.iecpools.simulator.replay;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.iecpools.domain.Reference;
import org.iecpools.feed.FeedCodes;

/**
 * Finds the country of a published row. The codes of the published feed are not all ISO 3166-1:
 * {@code an} is Andorra, and {@code lb} is Luxembourg, not Lebanon. Its names vary ("Korea,
 * Republic", "Hong Kong Special Administrative Region"). If code and name differ, the one that is a
 * participating country counts.
 */
final class CountryNames {

  private static final Reference REFERENCE = Reference.shipped();

  /** Names that are neither in the reference data nor in the JDK. */
  private static final Map<String, String> OTHER_NAMES =
      Map.of("korea", "KR", "slovak", "SK", "great britain", "GB", "uk", "GB");

  /** Words that some spellings of a name omit. */
  private static final Set<String> FILLERS =
      Set.of("the", "of", "republic", "special", "administrative", "region", "sar", "china");

  private static final Set<String> PARTICIPATING =
      REFERENCE.seasons().stream()
          .flatMap(season -> REFERENCE.countries(season).stream())
          .collect(Collectors.toSet());

  private static final Map<String, String> CODES = codes();

  private CountryNames() {}

  /**
   * Finds the ISO 3166-1 alpha-2 code of a country, or the fault.
   *
   * @param code as published, cleaned; may be empty
   * @param name as published, cleaned; may be empty
   */
  static Found find(String code, String name) {
    String upper = code.toUpperCase(Locale.ROOT);
    Optional<String> byName = Optional.ofNullable(CODES.get(key(name)));
    Optional<String> byCode =
        PARTICIPATING.contains(upper)
            ? Optional.of(upper)
            : FeedCodes.iso(upper).or(() -> Optional.of(upper).filter(REFERENCE::isCountry));
    if (byName.isPresent() && byCode.isPresent() && !byName.equals(byCode)) {
      boolean bothTakePart =
          PARTICIPATING.contains(byCode.get()) && PARTICIPATING.contains(byName.get());
      return bothTakePart
          ? new NotFound(
              "country %s is %s, but its name is %s; both must be of the same country"
                  .formatted(code, REFERENCE.countryName(byCode.get()), name))
          : new Country(PARTICIPATING.contains(byName.get()) ? byName.get() : byCode.get());
    }
    if (byName.isEmpty() && byCode.isEmpty()) {
      return new NotFound(
          "country '%s'%s is unknown; expected an ISO 3166-1 alpha-2 code such as IE, or a name in English"
              .formatted(code, name.isEmpty() ? "" : ", named '%s',".formatted(name)));
    }
    return new Country(byCode.or(() -> byName).orElseThrow());
  }

  /** The result of a search. */
  sealed interface Found {}

  /**
   * A country.
   *
   * @param code ISO 3166-1 alpha-2
   */
  record Country(String code) implements Found {}

  /**
   * No country, or two different ones.
   *
   * @param fault a sentence without the full stop
   */
  record NotFound(String fault) implements Found {}

  private static Map<String, String> codes() {
    var codes = new HashMap<String, String>();
    for (String code : Locale.getISOCountries()) {
      if (REFERENCE.isCountry(code)) {
        codes.put(key(Locale.of("", code).getDisplayCountry(Locale.ENGLISH)), code);
        codes.put(key(REFERENCE.countryName(code)), code);
      }
    }
    // For ambiguous names such as Korea, the participating country counts.
    PARTICIPATING.forEach(code -> codes.put(key(REFERENCE.countryName(code)), code));
    codes.putAll(OTHER_NAMES);
    return codes;
  }

  /** A name without accents, punctuation, case and filling words. */
  private static String key(String name) {
    String plain =
        Normalizer.normalize(name, Normalizer.Form.NFD)
            .replaceAll("\\p{M}", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z]+", " ")
            .strip();
    List<String> words = Arrays.stream(plain.split(" ")).filter(w -> !FILLERS.contains(w)).toList();
    return words.isEmpty() ? plain : String.join(" ", words);
  }
}
