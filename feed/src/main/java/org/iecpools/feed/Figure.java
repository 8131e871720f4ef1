package org.iecpools.feed;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A figure as it is stated: a number, or what stands in its place. Two figures are equal if they
 * have the same value and the same text, so that {@code 1475} and {@code 1,475} differ.
 */
public sealed interface Figure {

  /** The highest number that is read. */
  int HIGHEST = 99_999_999;

  /** What a figure may be, as the end of a sentence. */
  String EXPECTED =
      "a whole number from 0 to 99,999,999 such as 1475 or 1,475, Unlimited, To be announced,"
          + " Not applicable, Not accepting applicants, or nothing";

  /** The text as published, of at most 200 characters. */
  String stated();

  /** The number, if it is one. */
  default OptionalInt number() {
    return this instanceof Number number ? OptionalInt.of(number.value()) : OptionalInt.empty();
  }

  /**
   * A number.
   *
   * @param value 0 to {@link #HIGHEST}
   * @param stated with or without separators
   */
  record Number(int value, String stated) implements Figure {
    public Number {
      StatedText.checked(stated);
      if (value < 0 || value > HIGHEST) {
        throw new IllegalArgumentException("a figure of " + value);
      }
    }
  }

  /** No limit. */
  record Unlimited(String stated) implements Figure {
    public Unlimited {
      StatedText.checked(stated);
    }
  }

  /** Not decided yet. */
  record ToBeAnnounced(String stated) implements Figure {
    public ToBeAnnounced {
      StatedText.checked(stated);
    }
  }

  /** The row has no such figure. */
  record NotApplicable(String stated) implements Figure {
    public NotApplicable {
      StatedText.checked(stated);
    }
  }

  /** The pool takes no applicants. */
  record NotAccepting(String stated) implements Figure {
    public NotAccepting {
      StatedText.checked(stated);
    }
  }

  /** Nothing, or only spaces. */
  record Blank(String stated) implements Figure {
    public Blank {
      StatedText.checked(stated);
    }
  }

  /** Reads a figure; empty if the text is none of {@link #EXPECTED}. */
  static Optional<Figure> parse(String stated) {
    if (!StatedText.isValid(stated)) {
      return Optional.empty();
    }
    String text = StatedText.clean(stated).toLowerCase(Locale.ROOT);
    return switch (text) {
      case "" -> Optional.of(new Blank(stated));
      case "unlimited" -> Optional.of(new Unlimited(stated));
      case "to be announced", "tba" -> Optional.of(new ToBeAnnounced(stated));
      case "not accepting applicants",
          "not accepting applications",
          "not accepting candidates",
          "closed" ->
          Optional.of(new NotAccepting(stated));
      case "not applicable", "na", "n/a", "not offered", "not available" ->
          Optional.of(new NotApplicable(stated));
      default ->
          StatedText.number(text)
              .filter(value -> value <= HIGHEST)
              .map(value -> new Number(value, stated));
    };
  }
}
