package org.iecpools.auditor;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import tools.jackson.databind.JsonNode;

/** The expected value of a cell. */
sealed interface Value {

  /** An integer, 0 or more. */
  record Count(long number) implements Value {}

  /** The difference of two counts. */
  record Change(long number) implements Value {}

  /**
   * A fraction, which the dashboard shows as a floating-point number.
   *
   * @param part 0 to {@code whole}
   * @param whole 1 or more
   */
  record Fraction(long part, long whole) implements Value {}

  /** A string, or an instant in ISO 8601 format. */
  record Text(String text) implements Value {}

  /** JSON null. */
  record Null() implements Value {}

  /** Whether a cell of the dashboard equals this value. A number does not equal its string. */
  default boolean isShownAs(JsonNode cell) {
    return switch (this) {
      case Count(long number) -> isInteger(cell, number);
      case Change(long number) -> isInteger(cell, number);
      case Fraction(long part, long whole) ->
          cell.isNumber()
              // Tolerance for floating-point rounding: |cell - part / whole| <= 1e-12.
              && cell.decimalValue()
                      .multiply(BigDecimal.valueOf(whole))
                      .subtract(BigDecimal.valueOf(part))
                      .abs()
                      .compareTo(BigDecimal.valueOf(whole).movePointLeft(12))
                  <= 0;
      case Text(String text) -> cell.isString() && cell.stringValue().equals(text);
      case Null() -> cell.isNull();
    };
  }

  private static boolean isInteger(JsonNode cell, long number) {
    return cell.isIntegralNumber() && cell.bigIntegerValue().equals(BigInteger.valueOf(number));
  }

  /** The value for display. */
  default String text() {
    return switch (this) {
      case Count(long number) -> Long.toString(number);
      case Change(long number) -> Long.toString(number);
      case Fraction(long part, long whole) ->
          BigDecimal.valueOf(part)
              .divide(BigDecimal.valueOf(whole), 4, RoundingMode.HALF_UP)
              .toPlainString();
      case Text(String text) -> text;
      case Null() -> "null";
    };
  }
}
