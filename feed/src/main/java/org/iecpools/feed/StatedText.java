package org.iecpools.feed;

import java.util.Optional;
import java.util.regex.Pattern;

/** Texts as they are stated in a publication, and what may be in them. */
final class StatedText {

  static final int LONGEST = 200;
  static final String EXPECTED = "a text of at most 200 characters without control characters";

  private static final int SHOWN = 60;

  private static final Pattern NUMBER = Pattern.compile("[0-9]+|[0-9]{1,3}([, ][0-9]{3})+");
  private static final Pattern SEPARATORS = Pattern.compile("[, ]");

  private StatedText() {}

  /** Whether a text can be kept, and written again as XML. */
  static boolean isValid(String text) {
    return text.length() <= LONGEST && text.codePoints().allMatch(StatedText::isAllowed);
  }

  /** The text without surrounding and repeated spaces, with {@code &nbsp;} as a space. */
  static String clean(String text) {
    return text.replace("&nbsp;", " ").replace('\u00A0', ' ').strip().replaceAll(" +", " ");
  }

  /** A text from outside in a sentence. */
  static String quoted(String text) {
    return "'" + (text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text) + "'";
  }

  /** A number of at most nine digits, with or without separators of thousands. */
  static Optional<Integer> number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return Optional.empty();
    }
    String digits = SEPARATORS.matcher(text).replaceAll("");
    return digits.length() > 9 ? Optional.empty() : Optional.of(Integer.parseInt(digits));
  }

  /**
   * @throws IllegalArgumentException if the text is not valid
   */
  static String checked(String text) {
    if (!isValid(text)) {
      throw new IllegalArgumentException("not valid as a stated text; expected " + EXPECTED);
    }
    return text;
  }

  /** The replacement character is what the decoder makes of bytes that are not UTF-8. */
  private static boolean isAllowed(int character) {
    return !Character.isISOControl(character)
        && Character.getType(character) != Character.SURROGATE
        && (character & 0xFFFE) != 0xFFFE
        && character != 0xFFFD
        && character != 0x2028
        && character != 0x2029;
  }
}
