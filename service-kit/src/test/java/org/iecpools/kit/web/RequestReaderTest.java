package org.iecpools.kit.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.domain.SeasonWindow;
import org.iecpools.events.Category;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

class RequestReaderTest {

  private static final UUID ID = UUID.fromString("0b6e7c1e-4e0f-4c3b-9d57-0a4b2f6c8d11");

  private final Faults faults = new Faults();

  private RequestReader body(String json) {
    return RequestReader.body(parsed(json), faults);
  }

  private static JsonNode parsed(String json) {
    return JsonBody.parse(json.getBytes(UTF_8));
  }

  private RequestReader query(String... namesAndValues) {
    Map<String, List<String>> given = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      given.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
    }
    return RequestReader.parameters(given, faults);
  }

  private List<String> found() {
    return faults.all().stream().map(fault -> fault.pointer() + " " + fault.code()).toList();
  }

  @Nested
  class Of_a_body {

    @Test
    void validValuesAreReadWithTheirTypes() {
      RequestReader in =
          body(
              """
              {"season": 2026, "country": "IE", "category": "WORKING_HOLIDAY", "flag": true,
               "id": "0b6e7c1e-4e0f-4c3b-9d57-0a4b2f6c8d11", "at": "2026-02-06T00:00:00-05:00",
               "day": "2000-02-29", "share": 0.5, "size": 0, "pool": "2026/FR/YOUNG_PROFESSIONALS/VIE"}
              """);

      assertThat(in.required("season").season()).contains(2026);
      assertThat(in.required("country").country()).contains("IE");
      assertThat(in.required("category").oneOf(Category.class)).contains(Category.WORKING_HOLIDAY);
      assertThat(in.required("flag").flag()).contains(true);
      assertThat(in.required("id").uuid()).contains(ID);
      assertThat(in.required("at").instant(SeasonWindow.of(2026)))
          .contains(Instant.parse("2026-02-06T05:00:00Z"));
      assertThat(in.required("day").date()).contains(LocalDate.of(2000, 2, 29));
      assertThat(in.required("share").number(0.01, 1)).contains(0.5);
      assertThat(in.required("size").integer(0, Integer.MAX_VALUE)).contains(0);
      assertThat(in.required("pool").pool().orElseThrow().getStream()).isEqualTo("VIE");
      in.end();
      assertThat(found()).isEmpty();
    }

    @Test
    void eachInvalidValueIsOneFaultWithPointerAndCode() {
      RequestReader in =
          body(
              """
              {"season": 1999, "country": "XX", "category": "UNKNOWN", "flag": "true", "id": "1-1-1-1-1",
               "at": "soon", "later": "1990-01-01T00:00:00Z", "day": "2001-02-29", "share": 2,
               "size": 1.5, "pool": "IE", "text": 7, "a/b~c": 1}
              """);

      assertThat(in.required("season").season()).isEmpty();
      in.required("country").country();
      in.required("category").oneOf(Category.class);
      in.required("flag").flag();
      in.required("id").uuid();
      in.required("at").instant(SeasonWindow.of(2026));
      in.required("later").instant(SeasonWindow.of(2026));
      in.required("day").date();
      in.required("share").number(0, 1);
      in.required("size").integer(0, 9);
      in.required("pool").pool();
      in.required("text").text();
      in.required("absent").stream();
      in.end();
      assertThat(found())
          .containsExactly(
              "/season BAD_SEASON",
              "/country UNKNOWN_COUNTRY",
              "/category UNKNOWN_VALUE",
              "/flag WRONG_TYPE",
              "/id BAD_ID",
              "/at BAD_INSTANT",
              "/later OUT_OF_RANGE",
              "/day BAD_DATE",
              "/share OUT_OF_RANGE",
              "/size WRONG_TYPE",
              "/pool BAD_POOL",
              "/text WRONG_TYPE",
              "/absent MISSING",
              "/a~1b~0c UNKNOWN_FIELD");
    }

    @Test
    void aSentenceNamesTheValueWhatIsExpectedAndWhatWasGiven() {
      body("{\"category\": \"AU_PAIR\"}").required("category").oneOf(Category.class);

      assertThat(faults.all().getFirst().detail())
          .isEqualTo(
              "category must be one of WORKING_HOLIDAY, YOUNG_PROFESSIONALS, INTERNATIONAL_COOP,"
                  + " not 'AU_PAIR'.");
    }

    @Test
    void nestedObjectsAndListsHaveTheirPointers() {
      RequestReader in =
          body(
              """
              {"pools": [{"category": "X"}, 7, {"category": "INTERNATIONAL_COOP", "x": 1}, null],
               "ids": [], "rule": {"maxAge": "old"}}
              """);

      List<Category> categories =
          in.required("pools")
              .list(
                  pool ->
                      pool.object(o -> o.required("category").oneOf(Category.class).orElse(null)));
      in.optional("ids").nonEmptyList(Value::uuid);
      in.required("rule").object(rule -> rule.required("maxAge").integer(1, 120));
      in.end();

      assertThat(categories).containsExactly(Category.INTERNATIONAL_COOP);
      assertThat(found())
          .containsExactly(
              "/pools/0/category UNKNOWN_VALUE",
              "/pools/1 WRONG_TYPE",
              "/pools/2/x UNKNOWN_FIELD",
              "/pools/3 MISSING",
              "/ids EMPTY",
              "/rule/maxAge WRONG_TYPE");
    }

    @Test
    void anythingButAnObjectIsAFault() {
      body("[1]");
      body("");

      assertThat(found()).containsExactly(" WRONG_TYPE", " MISSING");
    }

    @Test
    void controlCharactersAreFaultsWhereverTheyAre() {
      body("{\"a\\nb\": \"c\", \"d\": [\"\\u202e\"]}");

      assertThat(found()).containsExactly(" CONTROL_CHARACTER", "/d/0 CONTROL_CHARACTER");
    }

    @Test
    void aNullIsAnOmittedValue() {
      RequestReader in = body("{\"a\": null, \"b\": null}");

      assertThat(in.has("a")).isFalse();
      assertThat(in.optional("a").text()).isEmpty();
      assertThat(in.required("b").text()).isEmpty();
      in.end();
      assertThat(found()).containsExactly("/b MISSING");
    }

    @Test
    void malformedJsonIsAProblemOfItsOwn() {
      for (String json : List.of("{", "{\"a\": 1, \"a\": 2}", "{} {}", "\u00ff")) {
        assertThatThrownBy(() -> parsed(json))
            .isInstanceOfSatisfying(
                Problem.class,
                problem -> {
                  assertThat(problem.getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
                  assertThat(errors(problem))
                      .extracting(Fault::code)
                      .containsExactly("MALFORMED_JSON");
                });
      }
    }
  }

  @Nested
  class Of_a_query {

    @Test
    void upperAndLowerCaseAreTheSameExceptInNames() {
      RequestReader in =
          query(
              "country",
              "ie",
              "category",
              "working_holiday",
              "stream",
              "vie",
              "id",
              ID.toString().toUpperCase(),
              "format",
              "CSV",
              "flag",
              "TRUE",
              "Season",
              "2026");

      assertThat(in.required("country").country()).contains("IE");
      assertThat(in.required("category").oneOf(Category.class)).contains(Category.WORKING_HOLIDAY);
      assertThat(in.required("stream").stream()).contains("VIE");
      assertThat(in.required("id").uuid()).contains(ID);
      assertThat(in.required("format").oneOf(List.of("json", "csv"))).contains("csv");
      assertThat(in.required("flag").flag()).contains(true);
      in.optional("season").season();
      in.end();
      assertThat(found()).containsExactly("Season UNKNOWN_PARAMETER");
    }

    @Test
    void textIsReadAsNumberAndBoolean() {
      RequestReader in =
          query("season", "2026", "wait", " 500 ", "flag", "false", "n", "1e3", "year", "02026");

      assertThat(in.required("season").season()).contains(2026);
      assertThat(in.required("wait").integer(0, 2_000)).contains(500);
      assertThat(in.required("flag").flag()).contains(false);
      assertThat(in.required("n").integer(0, 2_000)).isEmpty();
      assertThat(in.required("year").season()).isEmpty();
      assertThat(found()).containsExactly("n WRONG_TYPE", "year BAD_SEASON");
    }

    @Test
    void aParameterThatIsGivenTwiceIsAFault() {
      RequestReader in = RequestReader.parameters(Map.of("country", List.of("IE", "FR")), faults);

      in.optional("country").country();
      in.end();

      assertThat(found()).containsExactly("country GIVEN_TWICE");
    }

    @Test
    void aDateIsAWholeDay() {
      RequestReader in =
          query("asOf", "2026-02-06", "knownAt", "2026-02-07T04:59:59Z", "far", "3000-06-01");

      assertThat(in.optional("asOf").instantOrDay())
          .contains(new InstantOrDay.On(LocalDate.of(2026, 2, 6)));
      assertThat(in.optional("knownAt").instantOrDay())
          .contains(new InstantOrDay.At(Instant.parse("2026-02-07T04:59:59Z")))
          .map(InstantOrDay::day)
          .contains(LocalDate.of(2026, 2, 6));
      assertThat(in.optional("far").instantOrDay()).isEmpty();
      assertThat(found()).containsExactly("far OUT_OF_RANGE");
    }
  }

  @Test
  void pathsHeadersAndBodiesShareTheirFaults() {
    RequestReader.value("candidateId", "1", faults).uuid();
    Optional<String> key =
        RequestReader.header("Idempotency-Key", "not\u00e9", faults).idempotencyKey();
    assertThat(RequestReader.header("Idempotency-Key", null, faults).idempotencyKey()).isEmpty();
    body("{}").required("season").season();

    assertThat(key).isEmpty();
    assertThatThrownBy(() -> faults.throwIfAny(HttpStatus.BAD_REQUEST, "The request is invalid"))
        .isInstanceOfSatisfying(
            Problem.class,
            problem ->
                assertThat(errors(problem))
                    .extracting(fault -> fault.pointer() + " " + fault.code())
                    .containsExactly(
                        "candidateId BAD_ID",
                        "Idempotency-Key BAD_IDEMPOTENCY_KEY",
                        "/season MISSING"));
  }

  @Test
  void aLongValueIsShownByItsBeginning() {
    query("country", "x".repeat(1_000)).required("country").country();

    assertThat(faults.all().getFirst().detail()).hasSizeLessThan(150).endsWith("...'.");
  }

  @SuppressWarnings("unchecked")
  private static List<Fault> errors(Problem problem) {
    return (List<Fault>) problem.getBody().getProperties().get("errors");
  }
}
