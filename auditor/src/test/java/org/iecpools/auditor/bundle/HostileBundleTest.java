package org.iecpools.auditor.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.iecpools.auditor.AuditFailed;
import org.iecpools.auditor.draw.Verification;
import org.iecpools.auditor.published.Trust;
import org.iecpools.beacon.DrandChain;
import org.iecpools.transparency.NoteKey;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** Bundles of somebody who wants to stop or mislead the program that verifies them. */
class HostileBundleTest {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final JsonNode VECTORS =
      JSON.readTree(Path.of("..", "docs", "bundle-vectors.json").toFile());

  /** JSON that is of another type, size or depth than any field of the format. */
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "-1",
          "0",
          "1.5",
          "1e3",
          "1e400",
          "-0.0",
          "2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "1" + "0".repeat(400),
          "1e999999999",
          "\"\"",
          "\"a\"",
          "\"\\u0000\\u001b[2J\"",
          "\"\\ud800\"",
          "\"+999999999-12-31T23:59:59Z\"",
          "\"-999999999-01-01T00:00:00Z\"",
          "\"00\"",
          "\"" + "00".repeat(32) + "\"",
          "\"" + "0".repeat(10_000) + "\"",
          "[]",
          "[[]]",
          "[null]",
          "[1.5]",
          "{}",
          "{\"bytes\":1.5,\"sha256\":\"00\"}",
          "[".repeat(300) + "]".repeat(300));

  private final List<List<String>> places = new ArrayList<>();

  HostileBundleTest() {
    for (int number = 0; number < VECTORS.get("bundles").size(); number++) {
      List<String> its = new ArrayList<>();
      add(its, VECTORS.get("bundles").get(number), "");
      places.add(its);
    }
  }

  /** The pointer of each value, also within the entries, which are JSON in strings. */
  private static void add(List<String> places, JsonNode node, String pointer) {
    if (!pointer.isEmpty()) {
      places.add(pointer);
    }
    if (node.isObject()) {
      node.propertyNames().forEach(name -> add(places, node.get(name), pointer + "/" + name));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        add(places, node.get(i), pointer + "/" + i);
      }
    } else if (pointer.endsWith("/entry")) {
      add(places, JSON.readTree(node.asString()), pointer + " ");
    }
  }

  private static JsonNode with(JsonNode root, String pointer, JsonNode value) {
    int inner = pointer.indexOf(' ');
    if (inner > 0) {
      String outer = pointer.substring(0, inner);
      JsonNode entry = JSON.readTree(root.at(outer).asString());
      if (inner + 1 == pointer.length()) {
        return with(root, outer, JSON.getNodeFactory().stringNode(value.toString()));
      }
      String text = with(entry, pointer.substring(inner + 1), value).toString();
      return with(root, outer, JSON.getNodeFactory().stringNode(text));
    }
    int slash = pointer.lastIndexOf('/');
    String name = pointer.substring(slash + 1);
    switch (root.at(pointer.substring(0, slash))) {
      case ObjectNode object -> object.set(name, value);
      case ArrayNode array -> array.set(Integer.parseInt(name), value);
      default -> throw new IllegalStateException(pointer);
    }
    return root;
  }

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.of(VALUES);
  }

  @Property(tries = 1_000)
  void anyValueInAnyPlaceIsJudgedOrRefusedWithASentence(
      @ForAll @IntRange(max = 100_000) int bundle,
      @ForAll @IntRange(max = 100_000) int place,
      @ForAll("values") String value) {
    int number = bundle % places.size();
    List<String> its = places.get(number);
    String pointer = its.get(place % its.size());
    JsonNode changed =
        with(
            VECTORS.get("bundles").get(number).deepCopy(),
            pointer,
            JSON.getNodeFactory().rawValueNode(new RawValue(value)));

    assertJudgedOrRefused(changed.toString(), pointer + " = " + value);
  }

  /** Each time of each bundle, because a property tries only some of them. */
  @Example
  void timesFarFromAllSeasonsAreRefused() {
    for (int number = 0; number < places.size(); number++) {
      JsonNode bundle = VECTORS.get("bundles").get(number);
      for (String pointer : places.get(number)) {
        if (pointer.endsWith("At") || pointer.endsWith("/at")) {
          for (String year : List.of("+999999999", "-999999999", "1969", "9999")) {
            String value = "\"%s-06-01T00:00:00Z\"".formatted(year);
            JsonNode changed =
                with(
                    bundle.deepCopy(),
                    pointer,
                    JSON.getNodeFactory().rawValueNode(new RawValue(value)));
            assertJudgedOrRefused(changed.toString(), pointer + " = " + value);
          }
        }
      }
    }
  }

  private static void assertJudgedOrRefused(String bundle, String what) {
    try {
      Bundle read = Bundle.read(bundle.getBytes(UTF_8));
      Verification verification =
          read.verify(
              List.of(DrandChain.QUICKNET), trust(), Optional.empty(), Optional.of(new UUID(1, 2)));
      assertThat(verification.checks()).as(what).isNotEmpty();
      read.candidacy(new UUID(1, 2));
    } catch (AuditFailed e) {
      assertThat(e.getMessage()).as(what).isNotBlank();
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(what, e);
    }
  }

  private static Optional<Trust> trust() {
    return Optional.of(
        new Trust(
            NoteKey.parse(VECTORS.get("logKey").asString()),
            VECTORS.get("witnesses").valueStream().map(it -> NoteKey.parse(it.asString())).toList(),
            2));
  }

  @Example
  void aRoundThatWasCancelledAndDrawnIsNotAccepted() {
    JsonNode bundle = VECTORS.get("bundles").get(3).deepCopy();
    ArrayNode events = (ArrayNode) bundle.get("events");
    ObjectNode run =
        (ObjectNode) JSON.readTree(events.get(events.size() - 1).get("entry").asString());
    ObjectNode event = JSON.createObjectNode();
    event.put("eventId", new UUID(7, 7).toString());
    event.set("occurredAt", run.get("event").get("occurredAt"));
    event.set("pool", run.get("event").get("pool"));
    event.set("roundId", run.get("event").get("roundId"));
    event.put("cause", "NOT_ALLOWED");
    event.put("reason", "the plan has no such round");
    event.put("after", 1);
    event.set("positions", run.get("event").get("positions"));
    event.set("log", run.get("event").get("log"));
    run.put("type", "RoundCancelled");
    run.put("offset", run.get("offset").asLong() + 1);
    run.set("event", event);
    events.add(JSON.createObjectNode().put("entry", run.toString()));
    ((ObjectNode) bundle).set("log", JSON.createObjectNode().put("missing", "there is none"));

    Bundle read = Bundle.read(bundle.toString().getBytes(UTF_8));

    assertThat(
            read.verify(
                    List.of(DrandChain.QUICKNET),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())
                .holds())
        .isFalse();
  }

  @Example
  void depthAndLengthAreLimited() {
    for (String text :
        List.of(
            "[".repeat(1 << 20),
            "{\"format\":" + "[".repeat(1 << 20),
            "{\"format\":\"iec-pools/bundle/1\",\"" + "a".repeat(1 << 20) + "\":1}",
            "1".repeat(1 << 20))) {
      assertThatThrownBy(() -> Bundle.read(text.getBytes(UTF_8)))
          .isInstanceOf(AuditFailed.class)
          .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(2_000));
    }
  }
}
