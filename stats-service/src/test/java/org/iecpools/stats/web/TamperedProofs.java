package org.iecpools.stats.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Proofs of all candidates of docs/draw-vectors.json and docs/draw-vectors-pulse.json, and every
 * one of them with every field changed in every way that {@link #variants} knows.
 */
final class TamperedProofs {

  static final Path VECTORS = Path.of("..", "docs", "draw-vectors.json");

  /** A round that a pulse decides. */
  static final Path PULSES = Path.of("..", "docs", "draw-vectors-pulse.json");

  /** The result of a proof in which every step holds. */
  static final String NONE = "none";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonNode HASH = NODES.stringNode("0f".repeat(32));
  private static final JsonNode ID = NODES.stringNode("12345678-9abc-5def-8123-456789abcdef");

  /**
   * A proof with one change.
   *
   * @param name the round, the field and the change
   * @param expected steps of which one must be the first that fails
   */
  record Tampered(String name, ObjectNode proof, Set<String> expected) {}

  private TamperedProofs() {}

  /** Every candidate's proof, as invitation-service would answer it; of an empty round, its own. */
  static List<ObjectNode> originals() throws IOException {
    List<ObjectNode> proofs = new ArrayList<>();
    List<JsonNode> rounds = new ArrayList<>();
    for (Path file : List.of(PULSES, VECTORS)) {
      JsonNode vectors = JSON.readTree(Files.readString(file));
      Stream.of("rounds", "sealedRounds")
          .flatMap(kind -> vectors.get(kind).valueStream())
          .forEach(rounds::add);
    }
    for (JsonNode round : rounds) {
      ObjectNode proof = (ObjectNode) round.deepCopy();
      JsonNode candidates = proof.remove("candidates");
      ObjectNode commitment = JSON.createObjectNode();
      commitment.set("value", proof.get("commitment"));
      proof.set("commitment", commitment);
      proof.putArray("corrections");
      if (candidates.isEmpty()) {
        proofs.add(proof);
      }
      for (JsonNode candidate : candidates) {
        ObjectNode its = proof.deepCopy();
        its.set("candidate", candidate);
        ((ObjectNode) its.get("candidate")).putNull("voidedBecause");
        proofs.add(its);
      }
    }
    return proofs;
  }

  static List<Tampered> tampered() throws IOException {
    List<Tampered> all = new ArrayList<>();
    for (ObjectNode proof : originals()) {
      for (String field : fields(proof)) {
        for (JsonNode value : variants(proof.at(field))) {
          ObjectNode changed = proof.deepCopy();
          set(changed, field, value);
          all.add(
              new Tampered(
                  "%s of %s set to %s".formatted(field, proof.get("roundId").asString(), value),
                  changed,
                  expected(field, proof, value)));
        }
      }
    }
    return all;
  }

  /** JSON pointers to all fields, and to the elements of paths. */
  private static List<String> fields(JsonNode proof) {
    List<String> found = new ArrayList<>();
    collect(proof, "", found);
    return found;
  }

  private static void collect(JsonNode node, String at, List<String> found) {
    if (!at.isEmpty()) {
      found.add(at);
    }
    node.properties().forEach(field -> collect(field.getValue(), at + "/" + field.getKey(), found));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      collect(node.get(i), at + "/" + i, found);
    }
  }

  private static void set(ObjectNode proof, String field, JsonNode value) {
    int slash = field.lastIndexOf('/');
    String name = field.substring(slash + 1);
    switch (proof.at(field.substring(0, slash))) {
      case ArrayNode array -> array.set(Integer.parseInt(name), value);
      case ObjectNode object when value.isMissingNode() -> object.remove(name);
      case ObjectNode object -> object.set(name, value);
      case JsonNode other -> throw new IllegalStateException(field + " is in " + other);
    }
  }

  /** Other values for a field: near ones of the same type, ones of other types, and no value. */
  private static List<JsonNode> variants(JsonNode value) {
    List<JsonNode> variants = new ArrayList<>();
    switch (value.getNodeType()) {
      case STRING -> {
        String text = value.asString();
        Stream.of(
                (text.charAt(0) == '0' ? '1' : '0') + text.substring(1),
                text.substring(0, text.length() - 1) + (text.endsWith("0") ? '1' : '0'),
                text.substring(2),
                text + "00",
                "zz" + text.substring(2),
                "")
            .map(NODES::stringNode)
            .forEach(variants::add);
        variants.add(NODES.numberNode(1));
      }
      case NUMBER -> {
        if (value.isIntegralNumber()) {
          Stream.of(value.asInt() + 1, value.asInt() - 1, -1 - value.asInt())
              .map(NODES::numberNode)
              .forEach(variants::add);
        }
        variants.add(NODES.numberNode(value.asDouble() + 0.25));
        variants.add(NODES.stringNode(value.asString()));
      }
      case BOOLEAN -> {
        variants.add(NODES.booleanNode(!value.asBoolean()));
        variants.add(NODES.stringNode(value.asString()));
      }
      case NULL ->
          variants.addAll(
              List.of(HASH, ID, NODES.numberNode(4), NODES.numberNode(0.5), NODES.objectNode()));
      case ARRAY -> {
        variants.add(((ArrayNode) value.deepCopy()).add(HASH));
        if (!value.isEmpty()) {
          ArrayNode shorter = (ArrayNode) value.deepCopy();
          shorter.remove(0);
          variants.add(shorter);
        }
        variants.add(NODES.stringNode("x"));
      }
      case OBJECT -> variants.add(NODES.stringNode("x"));
      case BINARY, MISSING, POJO -> throw new IllegalStateException("not in a proof: " + value);
    }
    if (!value.isNull()) {
      variants.add(NODES.nullNode());
      variants.add(NODES.missingNode());
    }
    return variants;
  }

  /** The steps that may be the first to fail. What a single proof cannot show is {@link #NONE}. */
  private static Set<String> expected(String field, ObjectNode proof, JsonNode value) {
    boolean byOperator = proof.at("/rule/kind").asString().equals("OPERATOR");
    boolean isHash = value.isString() && value.asString().matches("[0-9a-f]{64}");
    boolean isId =
        value.isString() && value.asString().matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    boolean isCount = value.isIntegralNumber() && value.asInt() >= 0;
    boolean isNone = value.isNull() || value.isMissingNode();
    boolean isSealed = proof.has("beacon");
    return switch (field.replaceAll("/\\d+$", "/*")) {
      case "/roundId" -> isId ? Set.of("commitment") : Set.of("format");
      case "/rule/size" -> byOperator && isCount ? Set.of("commitment") : Set.of("format");
      case "/rule/cap" ->
          !byOperator && (isCount || isNone) ? Set.of("commitment") : Set.of("format");
      case "/rule/yield" ->
          !byOperator && value.isNumber() ? Set.of("commitment") : Set.of("format");
      case "/seed" ->
          isHash
              ? Set.of("commitment")
              : value.isString() && value.asString().matches("([0-9a-f]{2})*")
                  ? Set.of("seed")
                  : Set.of("format");
      case "/commitment/value" -> isHash ? Set.of("commitment") : Set.of("format");
      case "/size" -> {
        if (!value.isIntegralNumber()) {
          yield Set.of("format");
        }
        yield byOperator || !isCount ? Set.of("size") : Set.of("invited", NONE);
      }
      case "/invited" -> isCount ? Set.of("invited") : Set.of("format");
      case "/drawable" ->
          isCount
              ? Set.of("invited", "leaf", "merkle-root", "all-invited", NONE)
              : Set.of("format");
      case "/cutOff" -> {
        if (isNone || isHash && proof.get("cutOff").isNull()) {
          yield Set.of("cut-off");
        }
        yield isHash ? Set.of("verdict", NONE) : Set.of("format");
      }
      // Without a candidate, nothing leads to the root.
      case "/merkleRoot" -> {
        String first = isSealed ? "ticket" : "merkle-root";
        yield isHash ? Set.of(proof.has("candidate") ? first : NONE) : Set.of("format");
      }
      case "/beacon" ->
          // A candidate without a beacon has no pseudonym.
          Set.of(isNone && !proof.has("candidate") ? "commitment" : "format");
      case "/beacon/chain" -> isHash ? Set.of("commitment") : Set.of("format");
      case "/beacon/round" ->
          isCount && value.asInt() > 0 ? Set.of("commitment") : Set.of("format");
      case "/beacon/value" ->
          value.isString() && value.asString().matches("[0-9a-f]{64}|[0-9a-f]{128}")
              ? Set.of("beacon")
              : Set.of("format");
      case "/beacon/signature" ->
          value.isString() && value.asString().matches("[0-9a-f]{96}|[0-9a-f]{1024}")
              ? Set.of("beacon")
              : Set.of("format");
      case "/beacon/pulse" ->
          isNone || value.isString() && value.asString().matches("([0-9a-f]{2})+")
              ? Set.of("beacon")
              : Set.of("format");
      case "/candidate/pseudonym" ->
          value.isString() && value.asString().matches("[0-9a-f]{32}")
              ? Set.of("pseudonym")
              : Set.of("format");
      case "/candidate" -> isNone ? Set.of(NONE) : Set.of("format");
      case "/candidate/profileId" ->
          isId ? Set.of(isSealed ? "pseudonym" : "ticket") : Set.of("format");
      case "/candidate/ticket" -> isHash ? Set.of("ticket") : Set.of("format");
      case "/candidate/invited" -> value.isBoolean() ? Set.of("verdict") : Set.of("format");
      case "/candidate/invitationId" -> isId || isNone ? Set.of("invitation") : Set.of("format");
      case "/candidate/voidedBecause" -> value.isString() ? Set.of("correction") : Set.of("format");
      case "/candidate/index" -> isCount ? Set.of("leaf", "merkle-root") : Set.of("format");
      case "/candidate/path" -> value.isArray() ? Set.of("leaf") : Set.of("format");
      case "/candidate/path/*" -> isHash ? Set.of("merkle-root") : Set.of("format");
      case "/corrections" -> isNone ? Set.of(NONE) : Set.of("format");
      case "/rule", "/rule/kind", "/commitment" -> Set.of("format");
      default -> throw new IllegalStateException("a field without an expectation: " + field);
    };
  }
}
