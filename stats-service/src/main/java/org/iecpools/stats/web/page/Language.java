package org.iecpools.stats.web.page;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A language of the pages. */
public enum Language {
  /** Canadian English. */
  ENGLISH("en", Locale.CANADA),
  /** Canadian French. */
  FRENCH("fr", Locale.CANADA_FRENCH);

  private static final List<Locale> LOCALES =
      Arrays.stream(values()).map(language -> Locale.of(language.code)).toList();

  private final String code;
  private final Locale locale;

  Language(String code, Locale locale) {
    this.code = code;
    this.locale = locale;
  }

  /** The first segment of the path of its pages, an ISO 639-1 code. */
  public String code() {
    return code;
  }

  /** The locale of numbers, dates and the attribute {@code lang}. */
  public Locale locale() {
    return locale;
  }

  /** The other language, to which each page has a link. */
  public Language other() {
    return this == ENGLISH ? FRENCH : ENGLISH;
  }

  /** The language with a code; empty for any other text. */
  static Optional<Language> of(String code) {
    return Arrays.stream(values()).filter(language -> language.code.equals(code)).findFirst();
  }

  /**
   * The language that a browser prefers.
   *
   * @param header the header {@code Accept-Language}; English if it is missing, malformed, or
   *     prefers none of the languages
   */
  static Language preferred(@Nullable String header) {
    if (header == null) {
      return ENGLISH;
    }
    try {
      return Optional.ofNullable(Locale.lookup(Locale.LanguageRange.parse(header), LOCALES))
          .flatMap(locale -> of(locale.getLanguage()))
          .orElse(ENGLISH);
    } catch (IllegalArgumentException _) {
      return ENGLISH;
    }
  }
}
