package org.iecpools.auditor;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import tools.jackson.databind.JsonNode;

/** What must stand in a cell. */
sealed interface Value {

  /** A whole number, 0 or more. */
  record Count(long number) implements Value {}

  /**
   * A share, which the dashboard shows as a floating-point number.
   *
   * @param part 0 to {@code whole}
   * @param whole 1 or more
   */
  record Share(long part, long whole) implements Value {}

  /** A word, or an instant as text. */
  record Words(String text) implements Value {}

  /** Null. */
  record Nothing() implements Value {}

  /** Whether a cell of the dashboard shows this; a number is not the same as its text. */
  default boolean isShownAs(JsonNode cell) {
    return switch (this) {
      case Count(var number) ->
          cell.isIntegralNumber() && cell.bigIntegerValue().equals(BigInteger.valueOf(number));
      case Share(var part, var whole) ->
          cell.isNumber()
              // Not rounded but to the precision of the type: |cell - part / whole| <= 1e-12.
              && cell.decimalValue()
                      .multiply(BigDecimal.valueOf(whole))
                      .subtract(BigDecimal.valueOf(part))
                      .abs()
                      .compareTo(BigDecimal.valueOf(whole).movePointLeft(12))
                  <= 0;
      case Words(var text) -> cell.isString() && cell.stringValue().equals(text);
      case Nothing() -> cell.isNull();
    };
  }

  /** For people. */
  default String text() {
    return switch (this) {
      case Count(var number) -> Long.toString(number);
      case Share(var part, var whole) ->
          BigDecimal.valueOf(part)
              .divide(BigDecimal.valueOf(whole), 4, RoundingMode.HALF_UP)
              .toPlainString();
      case Words(var text) -> text;
      case Nothing() -> "nothing";
    };
  }
}
