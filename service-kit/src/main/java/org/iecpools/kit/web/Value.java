package org.iecpools.kit.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonWindow;
import org.iecpools.domain.Texts;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One value of a request: a field, parameter, variable of the path or header. Each method reads it
 * as a type. It returns empty if the value is omitted or invalid; the fault is recorded.
 */
public final class Value {

  private static final int MAX_KEY_LENGTH = 255;
  private static final int MAX_SHOWN = 60;

  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern TIME_OF_DAY = Pattern.compile("[0-9]{2}:[0-9]{2}");
  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
  private static final Pattern STREAM = Pattern.compile("[A-Z][A-Z0-9_]*");
  private static final Pattern KEY =
      Pattern.compile("[\\x21-\\x7e](?:[\\x20-\\x7e]*[\\x21-\\x7e])?");

  private static final List<String> ZERO_OR_ONE = List.of("0", "1");

  private static final String A_SEASON =
      "a year from %d to %d, such as 2026"
          .formatted(SeasonWindow.FIRST_SEASON, SeasonWindow.LAST_SEASON);
  private static final String A_COUNTRY = "an ISO 3166-1 alpha-2 country code, such as IE";

  private final Faults faults;
  private final String pointer;
  private final String name;
  private final @Nullable JsonNode node;
  private final boolean required;
  private final boolean isText;

  /**
   * @param node null if the value is omitted
   * @param isText whether numbers and booleans are text too, as in a query
   */
  Value(
      Faults faults,
      String pointer,
      String name,
      @Nullable JsonNode node,
      boolean required,
      boolean isText) {
    this.faults = faults;
    this.pointer = pointer;
    this.name = name;
    this.node = node;
    this.required = required;
    this.isText = isText;
  }

  // ---- what is there

  /** Location for faults: a JSON pointer, or the name of a parameter or header. */
  public String pointer() {
    return pointer;
  }

  /** Whether the value is given. */
  public boolean isPresent() {
    return node != null;
  }

  /** Whether the value is given as a JSON string. */
  public boolean isString() {
    return node != null && node.isString();
  }

  /** Whether the value is given as a JSON number. */
  public boolean isNumber() {
    return node != null && node.isNumber();
  }

  /** Whether the value is given as a JSON array. */
  public boolean isArray() {
    return node != null && node.isArray();
  }

  /** Number of elements of an array; 0 for any other value. */
  public int size() {
    return node != null && node.isArray() ? node.size() : 0;
  }

  /** A part of this value's text, read as a value of its own with the same name and pointer. */
  public Value part(String text) {
    return new Value(faults, pointer, name, JsonNodeFactory.instance.stringNode(text), true, true);
  }

  /** Records a fault of this value. */
  public void fault(FaultCode code, String detail) {
    faults.add(pointer, code, detail);
  }

  // ---- strings

  /** Any string. */
  public Optional<String> text() {
    return text("a string");
  }

  /**
   * Any string.
   *
   * @param expected what it must be, to complete "x must be ..."
   */
  public Optional<String> text(String expected) {
    return present(expected)
        .flatMap(
            value -> {
              if (value.isString()) {
                return Optional.of(value.asString().strip());
              }
              wrongType(expected);
              return Optional.empty();
            });
  }

  /** A string from 1 to a maximum number of characters. */
  public Optional<String> text(int max) {
    String expected = "a string of 1 to %d characters".formatted(max);
    return text(expected)
        .filter(
            text -> {
              if (!text.isEmpty() && text.length() <= max) {
                return true;
              }
              fault(
                  text.isEmpty() ? FaultCode.EMPTY : FaultCode.TOO_LONG,
                  "%s must be %s.".formatted(name, expected));
              return false;
            });
  }

  /**
   * A string of another type.
   *
   * @param code the fault if the parser returns empty
   * @param expected what it must be, to complete "x must be ..."
   */
  public <T> Optional<T> as(FaultCode code, String expected, Function<String, Optional<T>> parser) {
    return text(expected)
        .flatMap(
            text -> {
              Optional<T> parsed = parser.apply(text);
              if (parsed.isEmpty()) {
                invalid(code, expected);
              }
              return parsed;
            });
  }

  /** A UUID. */
  public Optional<UUID> uuid() {
    return as(FaultCode.BAD_ID, "a UUID", Uuids::parse);
  }

  /** A value of an enum, except UNKNOWN. */
  public <E extends Enum<E>> Optional<E> oneOf(Class<E> type) {
    List<E> all = known(type);
    return as(
        FaultCode.UNKNOWN_VALUE,
        "one of " + all.stream().map(Enum::name).collect(Collectors.joining(", ")),
        text -> all.stream().filter(e -> e.name().equalsIgnoreCase(text)).findFirst());
  }

  /** One of the given strings, in the case of the list. */
  public Optional<String> oneOf(List<String> all) {
    return as(
        FaultCode.UNKNOWN_VALUE,
        "one of " + String.join(", ", all),
        text -> all.stream().filter(text::equalsIgnoreCase).findFirst());
  }

  /** A switch that is on if it is 1, and off if it is 0 or omitted. */
  public boolean zeroOrOne() {
    return oneOf(ZERO_OR_ONE).filter("1"::equals).isPresent();
  }

  /** The values of an enum, except UNKNOWN, which stands for values of later versions. */
  public static <E extends Enum<E>> List<E> known(Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .filter(value -> !value.name().equals("UNKNOWN"))
        .toList();
  }

  /** A country of ISO 3166-1, as its code in upper case. */
  public Optional<String> country() {
    return as(
        FaultCode.UNKNOWN_COUNTRY,
        A_COUNTRY,
        text -> Optional.of(upper(text)).filter(Reference.shipped()::isCountry));
  }

  /**
   * Countries by their codes or names, separated by commas, as codes in upper case. No country is
   * returned if one of them is unknown.
   */
  public Optional<Set<String>> countriesOrNames() {
    return as(
        FaultCode.UNKNOWN_COUNTRY,
        A_COUNTRY + ", or the English or French name of a country; several are separated by commas",
        text -> {
          List<Optional<String>> found =
              Arrays.stream(text.split(",", -1)).map(Reference.shipped()::country).toList();
          return found.stream().allMatch(Optional::isPresent)
              ? Optional.of(found.stream().flatMap(Optional::stream).collect(Collectors.toSet()))
              : Optional.empty();
        });
  }

  /** Two letters, in upper case, whether or not they are the code of a country. */
  public Optional<String> countryCode(FaultCode code) {
    return as(
        code,
        A_COUNTRY,
        text -> Optional.of(upper(text)).filter(c -> COUNTRY.matcher(c).matches()));
  }

  /** The name of a stream, in upper case. */
  public Optional<String> stream() {
    return as(
        FaultCode.BAD_STREAM,
        "a stream of letters, digits and underscores, such as VIE",
        text -> Optional.of(upper(text)).filter(s -> STREAM.matcher(s).matches()));
  }

  /** A pool as season/country/category[/stream]. */
  public Optional<PoolId> pool() {
    return text("a pool, as season/country/category[/stream]")
        .flatMap(
            text -> {
              try {
                return Optional.of(PoolIds.parse(upper(text)));
              } catch (IllegalArgumentException e) {
                fault(FaultCode.BAD_POOL, "%s: %s.".formatted(name, e.getMessage()));
                return Optional.empty();
              }
            });
  }

  /** The value of the header Idempotency-Key: 1 to 255 printable ASCII characters. */
  public Optional<String> idempotencyKey() {
    String expected = "1 to %d printable ASCII characters".formatted(MAX_KEY_LENGTH);
    return present(expected)
        .map(JsonNode::asString)
        .filter(
            key -> {
              if (key.length() <= MAX_KEY_LENGTH && KEY.matcher(key).matches()) {
                return true;
              }
              invalid(FaultCode.BAD_IDEMPOTENCY_KEY, expected);
              return false;
            });
  }

  // ---- times

  /** A date as year-month-day. */
  public Optional<LocalDate> date() {
    return as(
        FaultCode.BAD_DATE,
        "a date as year-month-day, such as 2000-06-15",
        text -> DATE.matcher(text).matches() ? parsed(text, LocalDate::parse) : Optional.empty());
  }

  /** A time of day as hours and minutes, from 00:00 to 23:59. */
  public Optional<LocalTime> timeOfDay() {
    return as(
        FaultCode.BAD_TIME_OF_DAY,
        "a time of day as hours and minutes, such as 14:00",
        text ->
            TIME_OF_DAY.matcher(text).matches()
                ? parsed(text, LocalTime::parse)
                : Optional.empty());
  }

  /** An instant with an offset, within a window; truncated to milliseconds. */
  public Optional<Instant> instant(SeasonWindow window) {
    return as(
            FaultCode.BAD_INSTANT,
            "an instant with its offset, such as 2026-01-19T15:00:00Z",
            text -> parsed(text, t -> OffsetDateTime.parse(t).toInstant()))
        .filter(
            instant -> {
              if (window.contains(instant)) {
                return true;
              }
              invalid(FaultCode.OUT_OF_RANGE, window.inWords());
              return false;
            })
        .map(instant -> instant.truncatedTo(ChronoUnit.MILLIS));
  }

  /** An instant with an offset, or a day in America/Toronto; from 2000 to 2999 in Toronto. */
  public Optional<InstantOrDay> instantOrDay() {
    return as(
            FaultCode.BAD_INSTANT,
            "an instant with its offset, such as 2026-02-06T05:00:00Z, or a date, such as 2026-02-06",
            text -> parsed(text, InstantOrDay::parse))
        .filter(
            time -> {
              if (isCovered(time)) {
                return true;
              }
              invalid(FaultCode.OUT_OF_RANGE, "from 2000 to 2999");
              return false;
            });
  }

  private static boolean isCovered(InstantOrDay time) {
    try {
      return SeasonWindow.isSeason(time.day().getYear());
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static <T> Optional<T> parsed(String text, Function<String, T> parser) {
    try {
      return Optional.of(parser.apply(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  // ---- numbers and booleans

  /** A whole number in a range, inclusive. */
  public Optional<Integer> integer(int min, int max) {
    String range =
        max == Integer.MAX_VALUE
            ? "a whole number, %d or more".formatted(min)
            : "a whole number from %d to %d".formatted(min, max);
    return integer(range)
        .filter(number -> inRange(number >= min && number <= max, FaultCode.OUT_OF_RANGE, range));
  }

  /** A season: a year from 2000 to 2999. */
  public Optional<Integer> season() {
    if (isText) {
      return as(
          FaultCode.BAD_SEASON,
          A_SEASON,
          text -> whole(text).filter(year -> text.length() == 4).filter(SeasonWindow::isSeason));
    }
    return integer(A_SEASON)
        .filter(year -> inRange(SeasonWindow.isSeason(year), FaultCode.BAD_SEASON, A_SEASON));
  }

  /** Any whole number of 32 bits. */
  public Optional<Integer> integer() {
    return integer("a whole number");
  }

  private Optional<Integer> integer(String expected) {
    return present(expected)
        .flatMap(
            value -> {
              Optional<Integer> number =
                  value.isIntegralNumber() && value.canConvertToInt()
                      ? Optional.of(value.asInt())
                      : isText ? whole(value.asString().strip()) : Optional.empty();
              if (number.isEmpty()) {
                wrongType(expected);
              }
              return number;
            });
  }

  private static Optional<Integer> whole(String text) {
    try {
      return Optional.of(Integer.valueOf(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A number in a range, inclusive. */
  public Optional<Double> number(double min, double max) {
    String expected = "a number from %s to %s".formatted(min, max);
    return present(expected)
        .flatMap(
            value -> {
              if (!value.isNumber()) {
                wrongType(expected);
                return Optional.empty();
              }
              double number = value.asDouble();
              return inRange(number >= min && number <= max, FaultCode.OUT_OF_RANGE, expected)
                  ? Optional.of(number)
                  : Optional.empty();
            });
  }

  /** True or false. */
  public Optional<Boolean> flag() {
    String expected = "true or false";
    return present(expected)
        .flatMap(
            value -> {
              if (value.isBoolean()) {
                return Optional.of(value.asBoolean());
              }
              String text = isText ? value.asString().strip().toLowerCase(Locale.ROOT) : "";
              if (text.equals("true") || text.equals("false")) {
                return Optional.of(text.equals("true"));
              }
              wrongType(expected);
              return Optional.empty();
            });
  }

  // ---- objects and lists

  /** An object; fields that the reader does not read are faults. */
  public <T> Optional<T> object(Function<RequestReader, T> reader) {
    return present("an object")
        .flatMap(
            value -> {
              if (!value.isObject()) {
                wrongType("an object");
                return Optional.empty();
              }
              RequestReader object = RequestReader.object(value, pointer, faults);
              T result = reader.apply(object);
              object.end();
              return Optional.ofNullable(result);
            });
  }

  /**
   * A list: each element is read as a value of its own, and invalid ones are left out. Empty if the
   * list is omitted or invalid. A list that is given may be empty.
   */
  public <T> List<T> list(Function<Value, Optional<T>> reader) {
    return present("a list")
        .map(
            value -> {
              if (!value.isArray()) {
                wrongType("a list");
                return List.<T>of();
              }
              List<T> all = new ArrayList<>();
              for (int i = 0; i < value.size(); i++) {
                JsonNode element = value.get(i);
                reader
                    .apply(
                        new Value(
                            faults,
                            pointer + "/" + i,
                            "Each of " + name,
                            element.isNull() ? null : element,
                            true,
                            false))
                    .ifPresent(all::add);
              }
              return all;
            })
        .orElse(List.of());
  }

  /** A list with at least one element; see {@link #list}. */
  public <T> List<T> nonEmptyList(Function<Value, Optional<T>> reader) {
    if (isArray() && size() == 0) {
      fault(FaultCode.EMPTY, "%s must have at least one element.".formatted(name));
    }
    return list(reader);
  }

  // ---- faults

  private Optional<JsonNode> present(String expected) {
    if (node == null && required) {
      fault(FaultCode.MISSING, "%s is missing; it must be %s.".formatted(name, expected));
    }
    return Optional.ofNullable(node);
  }

  private boolean inRange(boolean ok, FaultCode code, String expected) {
    if (!ok) {
      invalid(code, expected);
    }
    return ok;
  }

  private void wrongType(String expected) {
    invalid(FaultCode.WRONG_TYPE, expected);
  }

  private void invalid(FaultCode code, String expected) {
    fault(code, "%s must be %s, not %s.".formatted(name, expected, shown()));
  }

  private String shown() {
    if (node == null) {
      return "null";
    }
    return node.isString()
        ? "'%s'".formatted(shortened(node.asString()))
        : shortened(node.toString());
  }

  /** A text of the request for a sentence: at most 60 characters, without control characters. */
  static String shortened(String text) {
    String safe = Texts.escaped(text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN));
    return text.length() <= MAX_SHOWN ? safe : safe + "...";
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
