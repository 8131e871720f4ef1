package org.iecpools.feed;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** IRCC's word for the chance of an invitation in the next round, and its code in the feed. */
public enum ChanceWord {
  /** The feed rates no chance. */
  NOT_APPLICABLE("Not applicable"),
  /** 80 % or more. */
  EXCELLENT("Excellent"),
  /** 60 to 79 %. */
  VERY_GOOD("Very good"),
  /** 40 to 59 %. */
  FAIR("Fair"),
  /** 20 to 39 %. */
  LOW("Low"),
  /** Below 20 %. */
  VERY_LOW("Very low");

  /** What a word may be, as the end of a sentence. */
  public static final String EXPECTED =
      "a code from 0 (not applicable) and 1 (excellent) to 5 (very low)";

  private final String text;

  ChanceWord(String text) {
    this.text = text;
  }

  /** The word. */
  public String text() {
    return text;
  }

  /** The code in the feed, 0 to 5. */
  public int code() {
    return ordinal();
  }

  /** The middle of the word's band of 20 %, 0 to 1; empty for {@link #NOT_APPLICABLE}. */
  public OptionalDouble middle() {
    return this == NOT_APPLICABLE
        ? OptionalDouble.empty()
        : OptionalDouble.of((2 * (VERY_LOW.code() - code()) + 1) / 10.0);
  }

  /** Reads a code or a word; empty if it is neither. */
  public static Optional<ChanceWord> parse(String stated) {
    String clean = StatedText.clean(stated).toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(
            word ->
                clean.equals(word.text.toLowerCase(Locale.ROOT))
                    || clean.equals(Integer.toString(word.code())))
        .findFirst();
  }
}
