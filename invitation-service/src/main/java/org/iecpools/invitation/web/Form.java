package org.iecpools.invitation.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonWindow;
import org.iecpools.events.Category;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.kit.web.Fault;
import org.iecpools.kit.web.JsonTexts;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.Uuids;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

/**
 * Reads a request's body field by field and collects all faults, so that one answer can report
 * them. An invalid field reads as null, an invalid list as an empty one.
 */
final class Form {

  /**
   * Smallest share that is accepted: a smaller one would make a round hundreds of times its spots.
   */
  static final double LEAST_SHARE = 0.01;

  private static final int LONGEST_SENTENCE = 500;

  private static final Pattern CODE = Pattern.compile("[A-Z]{2}");

  private final JsonNode json;
  private final String at;
  private final List<Fault> faults;
  private final Set<String> known = new HashSet<>();

  private Form(JsonNode json, String at, List<Fault> faults) {
    this.json = json;
    this.at = at;
    this.faults = faults;
  }

  /** Creates the form of a body. */
  static Form of(JsonNode body) {
    Form form = new Form(body, "", new ArrayList<>());
    if (!body.isObject()) {
      form.fault("", "WRONG_TYPE", "The body must be a JSON object.");
    }
    form.faults.addAll(JsonTexts.faults(body));
    return form;
  }

  /** Ends the reading: every field that was not read is a fault. */
  void done() {
    for (String name : json.propertyNames()) {
      if (!known.contains(name)) {
        fault(name, "UNKNOWN_FIELD", "There is no field '%s' here.".formatted(name));
      }
    }
  }

  /**
   * @throws Problem with all faults, if there are any
   */
  void check(String title) {
    if (!faults.isEmpty()) {
      throw new Problem(HttpStatus.UNPROCESSABLE_CONTENT, title, faults);
    }
  }

  void fault(String name, String code, String detail) {
    faults.add(new Fault(name.isEmpty() ? at : at + "/" + name, code, detail));
  }

  boolean has(String name) {
    known.add(name);
    return json.hasNonNull(name);
  }

  JsonNode raw(String name) {
    known.add(name);
    return json.get(name);
  }

  String text(String name, boolean required) {
    JsonNode value = present(name, required);
    if (value == null) {
      return null;
    }
    if (!value.isString()) {
      wrongType(name, "a text");
      return null;
    }
    return value.asString().strip();
  }

  Integer integer(String name, boolean required, int min, int max) {
    JsonNode value = present(name, required);
    if (value == null) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      wrongType(name, "a whole number");
      return null;
    }
    int number = value.asInt();
    if (number < min || number > max) {
      String range =
          max == Integer.MAX_VALUE
              ? "%d or more".formatted(min)
              : "from %d to %d".formatted(min, max);
      fault(name, "OUT_OF_RANGE", "%s must be %s, not %d.".formatted(name, range, number));
      return null;
    }
    return number;
  }

  Double share(String name) {
    JsonNode value = present(name, false);
    if (value == null) {
      return null;
    }
    if (!value.isNumber()) {
      wrongType(name, "a number");
      return null;
    }
    double share = value.asDouble();
    if (!(share >= LEAST_SHARE && share <= 1)) {
      fault(
          name,
          "OUT_OF_RANGE",
          "%s must be from %s to 1, not %s.".formatted(name, LEAST_SHARE, value));
      return null;
    }
    return share;
  }

  Boolean bool(String name) {
    JsonNode value = present(name, false);
    if (value == null) {
      return null;
    }
    if (!value.isBoolean()) {
      wrongType(name, "true or false");
      return null;
    }
    return value.asBoolean();
  }

  /** An instant within a window. */
  Instant instant(String name, SeasonWindow window) {
    String text = text(name, true);
    if (text == null) {
      return null;
    }
    try {
      Instant instant = Instant.parse(text);
      if (window.contains(instant)) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
      }
      fault(
          name, "OUT_OF_RANGE", "%s must be %s, not '%s'.".formatted(name, window.inWords(), text));
      return null;
    } catch (DateTimeException _) {
      fault(
          name,
          "BAD_INSTANT",
          "%s must be an instant such as 2026-01-19T15:00:00Z, not '%s'.".formatted(name, text));
      return null;
    }
  }

  <E extends Enum<E>> E choice(String name, Class<E> type, boolean required) {
    String text = text(name, required);
    if (text == null) {
      return null;
    }
    List<E> choices =
        Arrays.stream(type.getEnumConstants()).filter(e -> !e.name().equals("UNKNOWN")).toList();
    return choices.stream()
        .filter(e -> e.name().equals(text))
        .findFirst()
        .orElseGet(
            () -> {
              fault(
                  name,
                  "UNKNOWN_VALUE",
                  "%s must be one of %s, not '%s'.".formatted(name, choices, text));
              return null;
            });
  }

  Category category(String name) {
    return choice(name, Category.class, true);
  }

  /**
   * A sentence of an operator, from 1 to {@value #LONGEST_SENTENCE} characters. Control characters
   * anywhere in the body are already a fault.
   */
  String sentence(String name, boolean required) {
    String text = text(name, required);
    if (text == null) {
      return null;
    }
    if (text.isEmpty() || text.length() > LONGEST_SENTENCE) {
      fault(
          name,
          text.isEmpty() ? "EMPTY" : "TOO_LONG",
          "%s must have from 1 to %d characters.".formatted(name, LONGEST_SENTENCE));
      return null;
    }
    return text;
  }

  /** A UUID. */
  UUID id(String name) {
    String text = text(name, true);
    if (text == null) {
      return null;
    }
    Optional<UUID> id = Uuids.parse(text);
    if (id.isEmpty()) {
      fault(name, "BAD_ID", "%s must be a UUID, not '%s'.".formatted(name, text));
    }
    return id.orElse(null);
  }

  /** Whether there are no faults so far. */
  boolean isFaultless() {
    return faults.isEmpty();
  }

  /** Two upper-case letters, whether or not they are the code of a country. */
  String code(String name) {
    String code = text(name, true);
    if (code == null || CODE.matcher(code).matches()) {
      return code;
    }
    unknownCountry(name, code);
    return null;
  }

  /** A country by its code. */
  String country(String name) {
    String code = text(name, true);
    if (code == null || Reference.shipped().isCountry(code)) {
      return code;
    }
    unknownCountry(name, code);
    return null;
  }

  private void unknownCountry(String name, String code) {
    fault(
        name,
        "UNKNOWN_COUNTRY",
        "%s must be an ISO 3166-1 alpha-2 code in upper case, such as IE, not '%s'."
            .formatted(name, code));
  }

  /** A pool, as season/country/category[/stream]. */
  PoolId pool(String name) {
    String text = text(name, true);
    if (text == null) {
      return null;
    }
    try {
      return PoolIds.parse(text);
    } catch (IllegalArgumentException e) {
      fault(name, "BAD_POOL", sentence(e.getMessage()));
      return null;
    }
  }

  /** Reads each element of a list as a form of its own. */
  <T> List<T> each(String name, boolean required, Function<Form, T> reader) {
    JsonNode value = present(name, required);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      wrongType(name, "a list");
      return List.of();
    }
    if (required && value.isEmpty()) {
      fault(name, "EMPTY", "%s must have at least one element.".formatted(name));
    }
    List<T> all = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      String pointer = at + "/" + name + "/" + i;
      if (value.get(i).isObject()) {
        Form element = new Form(value.get(i), pointer, faults);
        all.add(reader.apply(element));
        element.done();
      } else {
        faults.add(
            new Fault(pointer, "WRONG_TYPE", "Each of %s must be an object.".formatted(name)));
      }
    }
    return all;
  }

  /** A list of UUIDs; empty if it is missing. */
  List<UUID> ids(String name) {
    JsonNode value = present(name, false);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      wrongType(name, "a list");
      return List.of();
    }
    if (value.isEmpty()) {
      fault(name, "EMPTY", "%s must have at least one element.".formatted(name));
    }
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      JsonNode element = value.get(i);
      Optional<UUID> id = element.isString() ? Uuids.parse(element.asString()) : Optional.empty();
      if (id.isEmpty()) {
        fault(
            name + "/" + i,
            "BAD_ID",
            "Each of %s must be a UUID, not %s.".formatted(name, element));
      }
      id.ifPresent(ids::add);
    }
    return ids;
  }

  /** Reads an object as a form of its own, if it is present. */
  void object(String name, boolean required, Consumer<Form> reader) {
    JsonNode value = present(name, required);
    if (value == null) {
      return;
    }
    if (!value.isObject()) {
      wrongType(name, "an object");
      return;
    }
    Form form = new Form(value, at + "/" + name, faults);
    reader.accept(form);
    form.done();
  }

  private JsonNode present(String name, boolean required) {
    if (has(name)) {
      return json.get(name);
    }
    if (required) {
      fault(name, "MISSING", "%s is missing.".formatted(name));
    }
    return null;
  }

  private void wrongType(String name, String expected) {
    fault(name, "WRONG_TYPE", "%s must be %s.".formatted(name, expected));
  }

  static String sentence(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }
}
