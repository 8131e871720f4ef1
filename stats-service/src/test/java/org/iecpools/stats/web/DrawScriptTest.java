package org.iecpools.stats.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iecpools.stats.web.TamperedProofs.Tampered;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks proofs with draw.js in Node. Skipped without Node 20 or later. */
class DrawScriptTest {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Path SCRIPT = Path.of("src/main/resources/static/assets/draw.js");
  private static final Path RUNNER = Path.of("src/test/resources/check-proofs.mjs");
  private static final Path OTHER_SCRIPT = Path.of("..", "docs", "verify-draw.mjs");
  private static final Path NIST = Path.of("..", "docs", "nist-2025.json");

  @TempDir private Path directory;

  @BeforeEach
  void nodeIsInstalled() {
    assumeTrue(isInstalled(), "Node 20 or later is not installed");
  }

  @Test
  void everyStepOfEveryVectorHolds() throws Exception {
    List<ObjectNode> proofs = TamperedProofs.originals();

    List<JsonNode> results = check(proofs.stream().map(DrawScriptTest::unasked).toList());

    assertThat(results)
        .hasSameSizeAs(proofs)
        .allSatisfy(steps -> assertThat(failed(steps)).isEmpty());
    assertThat(results.getLast().valueStream().map(step -> step.get("id").asString()))
        .containsExactly(
            "format",
            "request",
            "seed",
            "commitment",
            "size",
            "invited",
            "cut-off",
            "beacon",
            "pseudonym",
            "ticket",
            "leaf",
            "merkle-root",
            "verdict",
            "all-invited",
            "invitation",
            "correction");
  }

  @Test
  void everyTamperedVectorFailsAtTheRightStep() throws Exception {
    List<Tampered> tampered = TamperedProofs.tampered();

    List<JsonNode> results =
        check(tampered.stream().map(Tampered::proof).map(DrawScriptTest::unasked).toList());

    List<String> faults = new ArrayList<>();
    List<ObjectNode> accepted = new ArrayList<>();
    for (int i = 0; i < tampered.size(); i++) {
      List<String> failed = failed(results.get(i));
      String first = failed.isEmpty() ? TamperedProofs.NONE : failed.getFirst();
      if (!tampered.get(i).expected().contains(first)) {
        faults.add("%s: %s".formatted(tampered.get(i), first));
      }
      if (failed.isEmpty()) {
        accepted.add(tampered.get(i).proof());
      }
    }
    assertThat(tampered).hasSizeGreaterThan(2_000);
    assertThat(faults).isEmpty();
    assertThat(faultsOfOtherScript(accepted)).isEmpty();
  }

  @Test
  void aProofOfAnotherRoundOrProfileFails() throws Exception {
    ObjectNode proof = TamperedProofs.originals().getLast();
    String round = proof.get("roundId").asString();
    String profile = proof.at("/candidate/profileId").asString();
    ObjectNode withoutCandidate = proof.deepCopy();
    withoutCandidate.remove("candidate");

    List<JsonNode> results =
        check(
            List.of(
                asked(proof, round, profile),
                asked(proof, round.toUpperCase(Locale.ROOT), profile),
                asked(proof, profile, profile),
                asked(proof, round, round),
                asked(withoutCandidate, round, profile)));

    assertThat(results.stream().map(DrawScriptTest::failed))
        .containsExactly(
            List.of(), List.of(), List.of("request"), List.of("request"), List.of("request"));
  }

  @Test
  void everyoneIsInvitedIfAsManyAreInvitedAsCouldBeDrawn() throws Exception {
    ObjectNode proof =
        TamperedProofs.originals().stream()
            .filter(it -> it.get("drawable").asInt() > 0)
            .filter(it -> it.get("drawable").asInt() == it.get("invited").asInt())
            .findFirst()
            .orElseThrow();
    proof.put("cutOff", "00".repeat(32));
    ((ObjectNode) proof.get("candidate")).put("invited", false).putNull("invitationId");

    assertThat(failed(check(List.of(unasked(proof))).getFirst())).containsExactly("all-invited");
  }

  @Test
  void aVoidedInvitationHasTheReasonOfItsCorrection() throws Exception {
    ObjectNode proof =
        TamperedProofs.originals().stream()
            .filter(it -> it.at("/candidate/invited").asBoolean(false))
            .findFirst()
            .orElseThrow();
    ObjectNode correction = ((ArrayNode) proof.get("corrections")).addObject();
    correction.put("revision", 1).put("reason", "drawn twice");
    correction.putArray("voided").add(proof.at("/candidate/invitationId"));
    ObjectNode voided = proof.deepCopy();
    ((ObjectNode) voided.get("candidate")).put("voidedBecause", "drawn twice");

    List<JsonNode> results = check(List.of(unasked(proof), unasked(voided)));

    assertThat(results.stream().map(DrawScriptTest::failed))
        .containsExactly(List.of("correction"), List.of());
  }

  /** Of a proof that is not an object at all, the step of the format fails. */
  @Test
  void anythingThatIsNotAProofFailsWithoutAnError() throws Exception {
    ArrayNode cases = JSON.createArrayNode();
    for (String text : List.of("null", "1", "\"x\"", "[]", "{}", "[{}]")) {
      cases.addObject().set("proof", JSON.readTree(text));
    }

    assertThat(check(cases))
        .allSatisfy(steps -> assertThat(failed(steps)).containsExactly("format"));
  }

  // ---- Node

  private static ObjectNode unasked(ObjectNode proof) {
    ObjectNode one = JSON.createObjectNode();
    one.set("proof", proof);
    return one;
  }

  private static ObjectNode asked(ObjectNode proof, String round, String profile) {
    ObjectNode one = unasked(proof);
    one.putObject("asked").put("roundId", round).put("profileId", profile);
    return one;
  }

  private static List<String> failed(JsonNode steps) {
    return steps
        .valueStream()
        .filter(step -> !step.get("ok").asBoolean())
        .map(step -> step.get("id").asString())
        .toList();
  }

  private List<JsonNode> check(List<ObjectNode> cases) throws IOException, InterruptedException {
    return check(JSON.createArrayNode().addAll(cases));
  }

  private List<JsonNode> check(ArrayNode cases) throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("cases.json"), cases.toString());
    String output = node(RUNNER.toString(), SCRIPT.toString(), file.toString());
    return JSON.readTree(output).valueStream().toList();
  }

  /** What the script in the documentation, another implementation, finds wrong. */
  private Stream<String> faultsOfOtherScript(List<ObjectNode> proofs)
      throws IOException, InterruptedException {
    Map<Boolean, List<ObjectNode>> byPulse =
        proofs.stream()
            .collect(Collectors.partitioningBy(proof -> proof.path("beacon").has("pulse")));
    return Stream.of(
            node(OTHER_SCRIPT.toString(), file(byPulse.get(false))),
            node(OTHER_SCRIPT.toString(), file(byPulse.get(true)), NIST.toString()))
        .flatMap(String::lines)
        .filter(line -> line.startsWith("WRONG"));
  }

  private String file(List<ObjectNode> proofs) throws IOException {
    assertThat(proofs).isNotEmpty();
    ObjectNode rounds = JSON.createObjectNode();
    rounds.putArray("rounds").addAll(proofs);
    return Files.writeString(Files.createTempFile(directory, "rounds", ".json"), rounds.toString())
        .toString();
  }

  private String node(String... arguments) throws IOException, InterruptedException {
    Path errors = directory.resolve("errors");
    Process node =
        new ProcessBuilder(Stream.concat(Stream.of("node"), Stream.of(arguments)).toList())
            .redirectError(errors.toFile())
            .start();
    String output = new String(node.getInputStream().readAllBytes(), UTF_8);
    node.waitFor();
    assertThat(Files.readString(errors)).isEmpty();
    return output;
  }

  private static boolean isInstalled() {
    try {
      return new ProcessBuilder("node", "-v").redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
