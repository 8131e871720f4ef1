package org.iecpools.stats.domain.change;

import java.util.OptionalLong;
import org.iecpools.events.ChangeValue;
import org.iecpools.stats.domain.Amount;

/**
 * A value as a figure and as words.
 *
 * @param number empty if the value is a word
 * @param text as it is shown or published
 */
public record Value(OptionalLong number, String text) {

  private static final int MAX_LENGTH = 200;

  public Value {
    text = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) : text;
  }

  /** A figure. */
  public static Value of(long number) {
    return new Value(OptionalLong.of(number), Long.toString(number));
  }

  /** A figure as it is published. */
  public static Value of(long number, String text) {
    return new Value(OptionalLong.of(number), text);
  }

  /** A word. */
  public static Value of(String word) {
    return new Value(OptionalLong.empty(), word);
  }

  /** A number of permits, or the word in its place. */
  public static Value of(Amount amount) {
    return switch (amount) {
      case Amount.Permits(long permits) -> of(permits);
      case Amount.Word word -> of(word.text());
    };
  }

  static Value of(ChangeValue value) {
    return new Value(
        value.getNumber() == null ? OptionalLong.empty() : OptionalLong.of(value.getNumber()),
        value.getText());
  }

  ChangeValue record() {
    ChangeValue.Builder record = ChangeValue.newBuilder().setText(text);
    number.ifPresent(record::setNumber);
    return record.build();
  }

  /** Whether both are the same value. Figures may be written differently: 1475 and 1,475. */
  boolean isSame(Value other) {
    return number.equals(other.number) && (number.isPresent() || text.equals(other.text));
  }
}
