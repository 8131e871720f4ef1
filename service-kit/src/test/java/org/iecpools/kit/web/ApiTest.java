package org.iecpools.kit.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Tests that the checks of {@link Api} find faults in a description. */
class ApiTest {

  private static final String ROUND = "GET /api/v1/rounds/{roundId}";

  private static final String GOOD =
      """
      {"info": {"title": "rounds", "version": "1", "description": "Tells of rounds."},
       "tags": [{"name": "Rounds", "description": "Rounds."}],
       "paths": {"/api/v1/rounds/{roundId}": {"get": {
         "operationId": "getRound", "tags": ["Rounds"],
         "summary": "A round",
         "parameters": [{"name": "roundId", "in": "path", "description": "The round.",
           "schema": {"type": "string", "format": "uuid"},
           "example": "8c7d3f80-52a4-5b0e-9d8e-6a1f7f3f7f11"}],
         "responses": {
           "200": {"description": "The round.", "content": {"application/json": {
             "schema": {"$ref": "#/components/schemas/Round"}}}},
           "400": {"$ref": "#/components/responses/Problem"},
           "default": {"$ref": "#/components/responses/Problem"}}}}},
       "components": {
         "responses": {"Problem": {"description": "What is wrong.", "content": {
           "application/problem+json": {"schema": {"type": "object"}}}}},
         "schemas": {"Round": {"type": "object", "required": ["invited"], "properties": {
           "invited": {"type": "integer", "minimum": 0, "default": 0, "description": "Candidates."},
           "runsAt": {"type": ["string", "null"], "format": "date-time", "description": "When."},
           "status": {"type": "string", "enum": ["RAN", "TO_COME"], "description": "How far."},
           "quota": {"description": "Permits.", "oneOf": [
             {"type": "integer"}, {"type": "string", "enum": ["unlimited"]}]}}}}}}
      """;

  private static Api api(String text) {
    return new Api(JsonMapper.shared().readTree(text), Set.of(ROUND));
  }

  private static Api without(String text) {
    assertThat(GOOD).contains(text);
    return api(GOOD.replace(text, ""));
  }

  private static Api with(String instead, String text) {
    assertThat(GOOD).contains(text);
    return api(GOOD.replace(text, instead));
  }

  @Test
  void aWholeDescriptionHasNoFault() {
    assertThat(api(GOOD).faults()).isEmpty();
    assertThat(api(GOOD).operations()).containsExactly(ROUND);
  }

  @Test
  void whatIsServedAndNotDescribedIsAFaultAndTheOtherWayRound() {
    var api = new Api(JsonMapper.shared().readTree(GOOD), Set.of("POST /api/v1/rounds"));

    assertThat(api.faults())
        .containsExactly(
            "POST /api/v1/rounds is served and not described",
            ROUND + " is described and not served");
  }

  @Test
  void whatIsNotDescribedIsAFault() {
    assertThat(without("\"title\": \"rounds\", ").faults())
        .containsExactly("the service has no title");
    assertThat(without("\"summary\": \"A round\",").faults()).hasSize(1);
    assertThat(without("\"description\": \"The round.\",\n").faults()).hasSize(1);
    assertThat(without(", \"description\": \"How far.\"").faults())
        .containsExactly("Round.status has no description");
    assertThat(without("\"400\": {\"$ref\": \"#/components/responses/Problem\"},").faults())
        .containsExactly(ROUND + " does not say what becomes of a bad request");
    assertThat(with("{\"name\": \"id\", \"in\"", "{\"name\": \"roundId\", \"in\"").faults())
        .containsExactly(ROUND + " does not describe roundId");
  }

  @Test
  void anInvalidExampleIsAFault() {
    assertThat(with("round 7", "8c7d3f80-52a4-5b0e-9d8e-6a1f7f3f7f11").faults())
        .containsExactly(ROUND + " roundId example: 'round 7' is no uuid");
  }

  @Test
  void aDefaultOfAnotherTypeThanItsSchemaIsAFault() {
    assertThat(with("\"default\": \"0\"", "\"default\": 0").faults())
        .containsExactly("Round.invited default: \"0\" is not of type \"integer\"");
    assertThat(with("\"default\": -1", "\"default\": 0").faults())
        .containsExactly("Round.invited default: -1.0 is out of range");
    assertThat(
            with("{\"type\": \"integer\", \"default\": \"x\"}", "{\"type\": \"integer\"}").faults())
        .as("in a choice of a property")
        .hasSize(1);
    assertThat(with("\"format\": \"uuid\", \"default\": \"x\"}", "\"format\": \"uuid\"}").faults())
        .as("of a parameter")
        .hasSize(1);
  }

  @Test
  void aNameThatMakesABadMethodOrClassOfAClientIsAFault() {
    assertThat(with("\"operationId\": \"round\"", "\"operationId\": \"getRound\"").faults())
        .containsExactly(ROUND + " has the operationId 'round', not a verb and a noun");
    assertThat(with("[\"round-controller\"]", "[\"Rounds\"]").faults()).hasSize(1);
    assertThat(with("", ", \"description\": \"Rounds.\"").faults())
        .containsExactly("tag Rounds has no description");
  }

  @Test
  void twoOperationsOfTheSameNameAreAFault() {
    String path = "\"/api/v1/rounds/{roundId}\"";
    String operation = GOOD.substring(GOOD.indexOf(path), GOOD.indexOf("\"components\"")).strip();
    String twice =
        GOOD.replace(
            path,
            operation
                    .substring(0, operation.length() - "},".length())
                    .replace("/rounds/", "/draws/")
                + ", "
                + path);
    var api =
        new Api(
            JsonMapper.shared().readTree(twice),
            Set.of(ROUND, ROUND.replace("/rounds/", "/draws/")));

    assertThat(api.faults()).singleElement().asString().contains("same operationId getRound");
  }

  @Test
  void anAnswerIsHeldAgainstItsSchema() {
    assertThat(answer("{\"invited\": 3, \"runsAt\": null, \"status\": \"RAN\", \"quota\": 7}"))
        .isEmpty();
    assertThat(answer("{\"invited\": 3, \"quota\": \"unlimited\"}")).isEmpty();
    assertThat(answer("{}")).containsExactly("invited is missing");
    assertThat(answer("{\"invited\": \"3\"}")).hasSize(1);
    assertThat(answer("{\"invited\": -1}")).hasSize(1);
    assertThat(answer("{\"invited\": 3, \"runsAt\": \"soon\"}")).hasSize(1);
    assertThat(answer("{\"invited\": 3, \"status\": \"OVER\"}")).hasSize(1);
    assertThat(answer("{\"invited\": 3, \"status\": null}")).hasSize(1);
    assertThat(answer("{\"invited\": 3, \"quota\": \"plenty\"}")).hasSize(1);
    assertThat(answer("{\"invited\": 3, \"colour\": \"red\"}"))
        .containsExactly("colour is not described");
    assertThat(api(GOOD).faults(ROUND, 201, "{}"))
        .containsExactly(ROUND + " does not describe 201");
  }

  private static List<String> answer(String body) {
    return api(GOOD).faults(ROUND, 200, body).stream()
        .map(fault -> fault.replace(ROUND + " 200: ", ""))
        .toList();
  }
}
