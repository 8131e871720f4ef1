package org.iecpools.stats.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Bundles with one change that no verifier may accept. */
final class TamperedBundles {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /**
   * Fields that nothing in a bundle depends on, except for proofs of the log of rounds: ids and
   * times of events, texts of reasons, whose invitations were voided, and the place in the log.
   */
  private static final Set<String> FREE =
      Set.of("eventId", "runsAt", "occurredAt", "drawDate", "offset", "reason", "correction");

  /**
   * A bundle with one change.
   *
   * @param name the event, the field and the change
   */
  record Tampered(String name, ObjectNode bundle) {}

  private TamperedBundles() {}

  /** All bundles with one change to the seal, the draw, the last announcement or the list. */
  static List<Tampered> of(ObjectNode bundle) {
    List<Tampered> all = new ArrayList<>();
    ArrayNode events = (ArrayNode) bundle.get("events");
    for (int i = 0; i < events.size(); i++) {
      JsonNode entry = JSON.readTree(events.get(i).get("entry").asString());
      if (isCompared(events, i, entry)) {
        change(bundle, i, entry, "", all);
      }
      ObjectNode without = bundle.deepCopy();
      ((ArrayNode) without.get("events")).remove(i);
      // Without the last correction, or an announcement that another one replaced, nothing is
      // wrong.
      if (isCompared(events, i, entry) && !entry.at("/event").has("correction")) {
        all.add(new Tampered("event %d removed".formatted(i), without));
      }
      ObjectNode twice = bundle.deepCopy();
      ((ArrayNode) twice.get("events")).insert(i, events.get(i));
      all.add(new Tampered("event %d twice".formatted(i), twice));
    }
    String list = bundle.get("list").asString();
    Stream.of(list + "ff".repeat(16), "00".repeat(16) + list, list + "0", "zz" + list)
        .forEach(changed -> all.add(with(bundle, changed)));
    if (!list.isEmpty()) {
      all.add(with(bundle, list.substring(32)));
      all.add(with(bundle, other(list)));
      all.add(with(bundle, list + list.substring(list.length() - 32)));
    }
    if (list.length() > 32) {
      all.add(with(bundle, list.substring(32, 64) + list.substring(0, 32) + list.substring(64)));
    }
    return all;
  }

  private static Tampered with(ObjectNode bundle, String list) {
    return new Tampered("list " + list, bundle.deepCopy().put("list", list));
  }

  /** Whether an event is not an announcement that a later one replaced. */
  private static boolean isCompared(ArrayNode events, int i, JsonNode entry) {
    return !entry.get("type").asString().equals("RoundScheduled")
        || !JSON.readTree(events.get(i + 1).get("entry").asString())
            .get("type")
            .asString()
            .equals("RoundScheduled");
  }

  private static void change(
      ObjectNode bundle, int event, JsonNode entry, String at, List<Tampered> all) {
    JsonNode value = entry.at(at);
    String name = at.substring(at.lastIndexOf('/') + 1);
    if (FREE.contains(name) || at.contains("/correction/") || at.contains("/voided/")) {
      return;
    }
    if (!at.isEmpty()) {
      for (JsonNode variant : variants(value)) {
        ObjectNode changed = (ObjectNode) entry.deepCopy();
        JsonNode parent = changed.at(at.substring(0, at.lastIndexOf('/')));
        if (parent instanceof ArrayNode array) {
          array.set(Integer.parseInt(name), variant);
        } else {
          ((ObjectNode) parent).set(name, variant);
        }
        ObjectNode copy = bundle.deepCopy();
        ((ObjectNode) copy.get("events").get(event)).put("entry", changed.toString());
        all.add(
            new Tampered(
                "%s of event %d of %s set to %s"
                    .formatted(at, event, bundle.get("roundId").asString(), variant),
                copy));
      }
    }
    value
        .properties()
        .forEach(field -> change(bundle, event, entry, at + "/" + field.getKey(), all));
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      change(bundle, event, entry, at + "/" + i, all);
    }
  }

  private static List<JsonNode> variants(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING ->
          List.of(
              NODES.stringNode(other(value.asString())),
              NODES.stringNode(""),
              NODES.numberNode(1),
              NODES.nullNode());
      case NUMBER ->
          List.of(
              NODES.numberNode(value.asDouble() + 1),
              NODES.numberNode(-1 - value.asDouble()),
              NODES.stringNode("x"));
      case OBJECT, ARRAY -> List.of(NODES.numberNode(7), NODES.nullNode());
      default -> List.of(NODES.nullNode());
    };
  }

  private static String other(String text) {
    return (text.charAt(0) == '0' ? '1' : '0') + text.substring(1);
  }
}
