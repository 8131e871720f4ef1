package org.iecpools.stats.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.iecpools.kit.access.PublicEndpoint;
import org.iecpools.stats.web.TamperedProofs.Tampered;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The page that checks proofs, in Chromium, with a server in place of invitation-service. */
@SpringBootTest(
    classes = ApiDescriptionTest.HttpOnly.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "management.endpoint.health.validate-group-membership=false",
      "iec.access.allowed-hosts=candidates.test"
    })
@Import({VerifyInBrowserTest.Proofs.class, VerifyInBrowserTest.Driver.class})
class VerifyInBrowserTest {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Path NIST = Path.of("..", "docs", "nist-2025.json");
  private static final Path BUNDLES = Path.of("..", "docs", "bundle-vectors.json");
  private static final String POLICY = "Content Security Policy";

  /** What the server in place of invitation-service answers. */
  private static volatile byte[] proof = {};

  /** Every request to this service, with its headers. */
  private static final List<String> REQUESTS = new CopyOnWriteArrayList<>();

  /** A server that answers every request with {@link #proof}. */
  static class Proofs {
    @Bean(destroyMethod = "")
    HttpServer invitationService() throws IOException {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            byte[] body = proof;
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            try (exchange) {
              exchange.getResponseBody().write(body);
            }
          });
      server.start();
      return server;
    }

    @Bean
    @Primary
    ProofClient proofsOfServer(HttpServer server) {
      return new ProofClient(
          Optional.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort())),
          Duration.ofSeconds(5));
    }

    @Bean
    FilterRegistrationBean<Filter> recorder() {
      var registration =
          new FilterRegistrationBean<Filter>(
              (request, response, chain) -> {
                REQUESTS.add(text((HttpServletRequest) request));
                chain.doFilter(request, response);
              });
      registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
      return registration;
    }

    private static String text(HttpServletRequest request) {
      StringBuilder text = new StringBuilder(request.getMethod() + " " + request.getRequestURI());
      if (request.getQueryString() != null) {
        text.append('?').append(request.getQueryString());
      }
      for (String name : Collections.list(request.getHeaderNames())) {
        text.append('\n').append(name).append(": ").append(request.getHeader(name));
      }
      return text.toString();
    }
  }

  /** Pages that a test controls: a copy of the page with another script, and a page for draw.js. */
  @RestController
  static class Driver {
    private static volatile String page = "";
    private static volatile String script = "";
    private static volatile String cases = "[]";

    @PublicEndpoint
    @GetMapping(path = "/driven", produces = MediaType.TEXT_HTML_VALUE)
    byte[] page() {
      return page.getBytes(UTF_8);
    }

    @PublicEndpoint
    @GetMapping(path = "/driver.js", produces = "text/javascript")
    byte[] script() {
      return script.getBytes(UTF_8);
    }

    @PublicEndpoint
    @GetMapping(path = "/cases.json", produces = MediaType.APPLICATION_JSON_VALUE)
    byte[] cases() {
      return cases.getBytes(UTF_8);
    }
  }

  @LocalServerPort private int port;
  @TempDir private Path directory;
  private ObjectNode vector;

  @BeforeEach
  void aProof() throws IOException {
    vector =
        TamperedProofs.originals().stream()
            .filter(it -> it.at("/candidate/invited").asBoolean(false))
            .toList()
            .getLast();
    vector.put("pool", "2026/IE/WORKING_HOLIDAY").put("ranAt", "2026-01-12T17:00:00Z");
    ((ObjectNode) vector.get("commitment")).put("scheduledAt", "2026-01-05T17:00:00Z");
    answer(vector);
    REQUESTS.clear();
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr"})
  void theTicketInTheAddressIsChecked(String language) throws Exception {
    Chromium.Shown page = show("/" + language + "/verify" + fragment());

    assertThat(page.console()).doesNotContain(POLICY, "Uncaught");
    assertThat(verdict(page)).containsExactly("invited");
    assertThat(page.document())
        .contains(vector.at("/candidate/ticket").asString())
        .contains("class=\"steps\"")
        .doesNotContain("data-result=\"bad\"");
  }

  @Test
  void onlyTheRequestForTheProofHasTheProfile() throws Exception {
    show("/en/verify" + fragment());

    assertThat(REQUESTS)
        .filteredOn(request -> request.contains(profile()))
        .singleElement()
        .asString()
        .startsWith(
            "GET /api/v1/rounds/2026/IE/%s/proof?profileId=%s\n".formatted(round(), profile()));
    assertThat(REQUESTS.getFirst()).startsWith("GET /en/verify\n");
    assertThat(REQUESTS).anyMatch(request -> request.startsWith("GET /assets/draw.js\n"));
  }

  @Test
  void aProofThatIsWrongIsShownAsWrong() throws Exception {
    ((ObjectNode) vector.get("candidate")).put("ticket", "00".repeat(32));
    answer(vector);

    Chromium.Shown page = show("/en/verify" + fragment());

    assertThat(verdict(page)).containsExactly("wrong", "wrong");
    assertThat(page.document())
        .containsPattern("data-steps=\"ticket\" data-result=\"bad\"")
        .containsPattern("data-steps=\"pseudonym leaf merkle-root\" data-result=\"ok\"");
  }

  @Test
  void aProofOfSomebodyElseIsShownAsWrong() throws Exception {
    Chromium.Shown page =
        show("/en/verify#round=2026/IE/%s&profile=%s".formatted(round(), round()));

    assertThat(verdict(page)).containsExactly("wrong", "wrong");
    assertThat(page.document())
        .containsPattern("data-steps=\"format request\" data-result=\"bad\"");
  }

  @Test
  void malformedIdsAreNotSent() throws Exception {
    Chromium.Shown page = show("/en/verify#round=2026/IE/" + round() + "&profile=me");

    assertThat(message(page)).containsExactly("bad-ids");
    assertThat(REQUESTS).noneMatch(request -> request.startsWith("GET /api/"));
  }

  @Test
  void anUnknownAnswerIsAMessage() throws Exception {
    proof = "<html>".getBytes(UTF_8);

    Chromium.Shown page = show("/en/verify" + fragment());

    assertThat(message(page)).containsExactly("unavailable");
    assertThat(verdict(page)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        document.getElementById("verify-proof").value = text;
        document.getElementById("verify-pasted").click();
        """,
        """
        const files = new DataTransfer();
        files.items.add(new File([text], "proof.json"));
        document.getElementById("verify-file").files = files.files;
        document.getElementById("verify-file").dispatchEvent(new Event("change"));
        """
      })
  void aSavedProofIsCheckedWithoutARequest(String script) throws Exception {
    Chromium.Shown page = drive("const text = JSON.stringify(%s);\n%s".formatted(vector, script));

    assertThat(page.console()).doesNotContain(POLICY, "Uncaught");
    assertThat(verdict(page)).containsExactly("invited");
    assertThat(REQUESTS)
        .noneMatch(request -> request.startsWith("GET /api/"))
        .noneMatch(request -> request.contains(profile()));
  }

  @Test
  void aFingerprintIsRecognized() throws Exception {
    Chromium.Shown page =
        drive(
            """
            document.getElementById("verify-proof").value = JSON.stringify(%s);
            document.getElementById("verify-pasted").click();
            const result = document.getElementById("verify-result");
            new MutationObserver(() => {
              const other = document.getElementById("verify-other");
              other.value = document.querySelector("[data-fingerprint=merkle-root]").textContent;
              other.dispatchEvent(new Event("input"));
            }).observe(result, { attributeFilter: ["hidden"] });
            """
                .formatted(vector));

    assertThat(shown(page, "compare")).containsExactly("merkle-root");
  }

  @Test
  void aPageThatCannotComputeHashesSaysSo() throws Exception {
    Chromium.Shown page =
        Chromium.show(
            directory,
            "http://candidates.test:" + port + "/en/verify" + fragment(),
            "--host-resolver-rules=MAP candidates.test 127.0.0.1");

    assertThat(message(page)).containsExactly("no-crypto");
    assertThat(REQUESTS).noneMatch(request -> request.startsWith("GET /api/"));
  }

  @Test
  void everyTamperedVectorFailsInTheBrowserToo() throws Exception {
    List<Tampered> tampered = TamperedProofs.tampered();
    ArrayNode cases = JSON.createArrayNode();
    tampered.forEach(one -> cases.add(one.proof()));

    List<String> first =
        driven(
            cases,
            """
            import { checkProof } from "/assets/draw.js";
            const result = async proof => (await checkProof(proof)).find(step => !step.ok)?.id ?? "none";
            """);

    List<String> faults = new ArrayList<>();
    assertThat(first).hasSameSizeAs(tampered);
    for (int i = 0; i < tampered.size(); i++) {
      if (!tampered.get(i).expected().contains(first.get(i))) {
        faults.add("%s: %s".formatted(tampered.get(i), first.get(i)));
      }
    }
    assertThat(faults).isEmpty();
  }

  // ---- the signature of the beacon

  /** BLS signatures of quicknet and the RSA signature of a recorded pulse. */
  @Test
  void genuineSignaturesHoldAndEveryChangedOneFails() throws Exception {
    JsonNode quicknet = bundles().getFirst().get("chain");
    JsonNode nist = JSON.readTree(Files.readString(NIST));
    ArrayNode cases = JSON.createArrayNode();
    List<String> expected = new ArrayList<>();
    String other = null;
    for (ObjectNode beacon : beacons(TamperedProofs.VECTORS)) {
      signed(cases, quicknet, beacon);
      expected.add("none");
      String signature = beacon.get("signature").asString();
      for (int i = 0; i < signature.length(); i += 12) {
        signed(cases, quicknet, changed(beacon, "signature", i));
        expected.add("signature");
      }
      if (other != null) {
        signed(cases, quicknet, beacon.deepCopy().put("signature", other));
        expected.add("signature");
      }
      other = signature;
      signed(cases, quicknet, beacon.deepCopy().put("round", beacon.get("round").asLong() + 1));
      expected.add("signature");
    }
    int ofDrand = cases.size();
    for (ObjectNode beacon : beacons(TamperedProofs.PULSES)) {
      signed(cases, nist, beacon);
      for (String field : List.of("signature", "pulse")) {
        for (int i = 0; i < beacon.get(field).asString().length(); i++) {
          signed(cases, nist, changed(beacon, field, i));
        }
      }
      signed(cases, nist, beacon.deepCopy().put("round", beacon.get("round").asLong() + 1));
      signed(cases, nist, beacon.deepCopy().putNull("pulse"));
    }

    List<String> faults =
        driven(
            cases,
            """
            import { chainOf, signatureFaults } from "/assets/beacon.js";
            const result = async ({ chain, beacon }) => {
              const known = await chainOf(chain, beacon.chain);
              const faults = await signatureFaults(known, beacon);
              return known.hash !== beacon.chain ? "chain" : faults.replaceAll(", ", ",") || "none";
            };
            """);

    assertThat(faults.subList(0, ofDrand)).isEqualTo(expected);
    assertThat(faults.get(ofDrand)).isEqualTo("none");
    assertThat(faults.subList(ofDrand + 1, faults.size()))
        .hasSizeGreaterThan(2_000)
        .doesNotContain("none", "chain");
  }

  /** A chain of one's own is checked with the parameters that a bundle states. */
  @Test
  void theParametersOfAnotherChainDecide() throws Exception {
    JsonNode quicknet = bundles().getFirst().get("chain");
    ObjectNode beacon = beacons(TamperedProofs.VECTORS).getFirst();
    ObjectNode pulse = beacons(TamperedProofs.PULSES).getFirst();
    ArrayNode cases = JSON.createArrayNode();
    signed(cases, quicknet, beacon);
    signed(cases, ((ObjectNode) quicknet.deepCopy()).put("period", 4), beacon);
    signed(cases, ((ObjectNode) quicknet.deepCopy()).put("public_key", "00".repeat(96)), beacon);
    signed(cases, JSON.createObjectNode(), beacon);
    JsonNode nist = JSON.readTree(Files.readString(NIST));
    signed(cases, ((ObjectNode) nist).put("certificate", "MAA="), pulse);

    List<String> faults =
        driven(
            cases,
            """
            import { QUICKNET, chainOf, signatureFaults } from "/assets/beacon.js";
            const result = async ({ chain, beacon }) => {
              const known = await chainOf(chain, "");
              const faults = (await signatureFaults(known, beacon)) || "none";
              return faults + (known?.hash === QUICKNET.hash ? ":quicknet" : "");
            };
            """);

    assertThat(faults)
        .containsExactly("none:quicknet", "none", "signature", "chain", "certificate");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theSignatureIsAStepOfAProof(boolean genuine) throws Exception {
    vector =
        TamperedProofs.originals().stream()
            .filter(it -> it.at("/beacon/signature").asString("").length() == 96)
            .toList()
            .getLast();
    if (!genuine) {
      vector.set("beacon", changed((ObjectNode) vector.get("beacon"), "signature", 20));
    }
    answer(vector);

    Chromium.Shown page = show("/en/verify" + fragment());

    assertThat(page.console()).doesNotContain(POLICY, "Uncaught");
    assertThat(page.document())
        .containsPattern(
            "data-steps=\"signature\" data-result=\"%s\"".formatted(genuine ? "ok" : "bad"));
  }

  private static List<ObjectNode> beacons(Path vectors) throws IOException {
    return JSON.readTree(Files.readString(vectors))
        .get("sealedRounds")
        .valueStream()
        .map(round -> (ObjectNode) round.get("beacon"))
        .toList();
  }

  private static void signed(ArrayNode cases, JsonNode chain, JsonNode beacon) {
    cases.addObject().setAll(Map.of("chain", chain, "beacon", beacon));
  }

  /** With another digit at a place of a field. */
  private static ObjectNode changed(ObjectNode beacon, String field, int at) {
    StringBuilder text = new StringBuilder(beacon.get(field).asString());
    text.setCharAt(at, text.charAt(at) == '0' ? '1' : '0');
    return beacon.deepCopy().put(field, text.toString());
  }

  /**
   * What a script in the browser finds for each case.
   *
   * @param script a module that defines {@code result}, a function of a case to a word
   */
  private List<String> driven(JsonNode cases, String script) throws Exception {
    Driver.cases = cases.toString();
    Driver.page = "<!doctype html><script type=module src=driver.js></script><p id=steps></p>";
    Driver.script =
        script
            + """
            const words = [];
            for (const one of await (await fetch("cases.json")).json()) words.push(await result(one));
            document.getElementById("steps").textContent = words.join(" ");
            """;
    String document = show("/driven").document();
    return List.of(document.replaceFirst("(?s).*id=\"steps\">(.*?)<.*", "$1").split(" "));
  }

  // ---- the log of rounds

  @Test
  void aBundleIsFoundInTheLogAndEveryChangedOneIsNot() throws Exception {
    List<ObjectNode> logged =
        bundles().stream()
            .filter(bundle -> bundle.at("/log").has("checkpoints"))
            .map(ObjectNode.class::cast)
            .toList();
    ArrayNode cases = JSON.createArrayNode();
    cases.addAll(logged);
    for (ObjectNode bundle : logged) {
      inOtherLogs(bundle).forEach(cases::add);
    }
    bundles().stream().filter(bundle -> bundle.at("/log").has("missing")).forEach(cases::add);

    List<String> first =
        driven(
            cases,
            """
            import { checkBundle } from "/assets/bundle.js";
            import { readKeys } from "/assets/log.js";
            const keys = await readKeys(%s);
            const result = async bundle =>
              (await checkBundle(bundle, { keys })).steps.find(step => !step.ok)?.id ?? "none";
            """
                .formatted(JSON.writeValueAsString(String.join("\n", keys()))));

    assertThat(first.subList(0, logged.size())).containsOnly("none");
    assertThat(first.subList(logged.size(), first.size()))
        .hasSizeGreaterThan(900)
        .doesNotContain("none")
        .contains("logged", "cosigned");
    assertThat(first.getLast()).isEqualTo("logged");
  }

  /** Bundles with one change to the proofs of the log, or to what only they protect. */
  private static List<ObjectNode> inOtherLogs(ObjectNode bundle) {
    List<ObjectNode> changed = new ArrayList<>();
    for (String field : List.of("eventId", "occurredAt")) {
      for (int i = 0; i < bundle.get("events").size(); i++) {
        ObjectNode copy = bundle.deepCopy();
        ObjectNode event = (ObjectNode) copy.get("events").get(i);
        ObjectNode entry = (ObjectNode) JSON.readTree(event.get("entry").asString());
        ObjectNode its = (ObjectNode) entry.get("event");
        its.put(field, its.get(field).asString().replaceFirst("[0-8]", "9"));
        changed.add(copy);
        event.put("entry", entry.toString());
      }
    }
    for (int i = 0; i < bundle.at("/log/indexes").size(); i++) {
      ObjectNode copy = bundle.deepCopy();
      ((ArrayNode) copy.at("/log/indexes")).set(i, bundle.at("/log/indexes").get(i).asInt() + 1);
      changed.add(copy);
    }
    String note = bundle.at("/log/checkpoints/0/note").asString();
    for (int i = 0; i < note.length(); i++) {
      ObjectNode copy = bundle.deepCopy();
      changed.add(copy);
      ((ObjectNode) copy.at("/log/checkpoints/0"))
          .put(
              "note",
              note.substring(0, i) + (note.charAt(i) == '0' ? '1' : '0') + note.substring(i + 1));
    }
    for (int of = 0; of < bundle.at("/log/checkpoints").size(); of++) {
      ObjectNode without = bundle.deepCopy();
      ((ArrayNode) without.at("/log/checkpoints")).remove(of);
      changed.add(without);
      ObjectNode unproved = bundle.deepCopy();
      ((ObjectNode) unproved.at("/log/checkpoints").get(of)).putArray("paths");
      changed.add(unproved);
    }
    return changed;
  }

  @Test
  void aRoundIsLookedUpInTheLogOfTheGivenKeys() throws Exception {
    JsonNode bundle = bundles().get(3);

    Chromium.Shown page = paste(bundle, "", keys());

    assertThat(page.console()).doesNotContain(POLICY, "Uncaught");
    assertThat(verdict(page)).containsExactly("whole");
    assertThat(page.document())
        .containsPattern("data-steps=\"logged\" data-result=\"ok\"")
        .containsPattern("data-steps=\"cosigned\" data-result=\"ok\"");
  }

  @Test
  void whatIsNotAKeyIsAMessage() throws Exception {
    String log = keys().getFirst();
    for (List<String> keys :
        List.of(
            List.of("example.com"),
            List.of(log, log),
            List.of(keys().getLast()),
            List.of(log.replace("example", "examples")))) {
      Chromium.Shown page = paste(bundles().getLast(), "", keys);

      assertThat(message(page)).as(keys.toString()).containsExactly("bad-keys");
    }
  }

  /** Keys of the log of the vectors and of its witnesses. */
  private static List<String> keys() throws IOException {
    JsonNode vectors = JSON.readTree(Files.readString(BUNDLES));
    return Stream.concat(Stream.of(vectors.get("logKey")), vectors.get("witnesses").valueStream())
        .map(JsonNode::asString)
        .toList();
  }

  // ---- whole rounds

  @Test
  void aWholeRoundIsRequestedWithoutTheProfileAndDrawnAgain() throws Exception {
    JsonNode bundle = bundles().getLast();
    String winner = profile(bundle, true);
    proof = bundle.toString().getBytes(UTF_8);

    Chromium.Shown page =
        drive(
            """
            document.getElementById("verify-round").value = "2026/IE/%s";
            document.getElementById("verify-profile").value = "%s";
            document.getElementById("verify-whole").click();
            """
                .formatted(bundle.get("roundId").asString(), winner));

    assertThat(page.console()).doesNotContain(POLICY, "Uncaught");
    assertThat(verdict(page)).containsExactly("whole-won");
    assertThat(page.document())
        .containsPattern("data-steps=\"bundle-invited lowest\" data-result=\"ok\"")
        .doesNotContain("data-result=\"bad\"");
    assertThat(REQUESTS)
        .filteredOn(request -> request.startsWith("GET /api/"))
        .singleElement()
        .asString()
        .startsWith(
            "GET /api/v1/rounds/2026/IE/%s/bundle\n".formatted(bundle.get("roundId").asString()));
    assertThat(REQUESTS).noneMatch(request -> request.contains(winner));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSavedBundleIsCheckedWithoutARequest(boolean won) throws Exception {
    JsonNode bundle = bundles().getLast();

    Chromium.Shown page = paste(bundle, profile(bundle, won));

    assertThat(verdict(page)).containsExactly(won ? "whole-won" : "whole-lost");
    assertThat(REQUESTS).noneMatch(request -> request.startsWith("GET /api/"));
  }

  @Test
  void aProfileThatIsNotInTheListIsShownAsMissing() throws Exception {
    Chromium.Shown page = paste(bundles().getLast(), "00000000-0000-0000-0000-000000000000");

    assertThat(verdict(page)).containsExactly("whole-wrong", "whole-wrong");
    assertThat(page.document()).containsPattern("data-steps=\"listed\" data-result=\"bad\"");
  }

  @Test
  void aBundleWithoutItsDrawIsNotComplete() throws Exception {
    ObjectNode bundle = (ObjectNode) bundles().getLast();
    ArrayNode events = (ArrayNode) bundle.get("events");
    bundle.set("events", JSON.createArrayNode().add(events.get(0)));

    Chromium.Shown page = paste(bundle, "");

    assertThat(verdict(page)).containsExactly("whole-unreadable");
    assertThat(page.document()).contains("RoundSealed, RoundRun");
  }

  @Test
  void everyBundleOfTheVectorsHoldsAndEveryChangedOneFails() throws Exception {
    List<JsonNode> cases = new ArrayList<>(bundles());
    int unchanged = cases.size();
    List<String> names = new ArrayList<>();
    for (JsonNode bundle : bundles()) {
      for (TamperedBundles.Tampered tampered : TamperedBundles.of((ObjectNode) bundle)) {
        cases.add(tampered.bundle());
        names.add(tampered.name());
      }
    }

    List<String> first =
        driven(
            JSON.createArrayNode().addAll(cases),
            """
            import { checkBundle } from "/assets/bundle.js";
            const result = async bundle =>
              (await checkBundle(bundle)).steps.find(step => !step.ok)?.id ?? "none";
            """);

    assertThat(first).hasSameSizeAs(cases);
    assertThat(first.subList(0, unchanged)).containsOnly("none");
    List<String> accepted = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (first.get(unchanged + i).equals("none")) {
        accepted.add(names.get(i));
      }
    }
    assertThat(names).hasSizeGreaterThan(500);
    assertThat(accepted).isEmpty();
  }

  private static List<JsonNode> bundles() throws IOException {
    return JSON.readTree(Files.readString(BUNDLES)).get("bundles").valueStream().toList();
  }

  /** A profile of a bundle's round that was drawn, or was not. */
  private static String profile(JsonNode bundle, boolean won) throws IOException {
    return JSON.readTree(Files.readString(Path.of("..", "docs", "draw-vectors.json")))
        .get("sealedRounds")
        .valueStream()
        .filter(round -> round.get("roundId").equals(bundle.get("roundId")))
        .flatMap(round -> round.get("candidates").valueStream())
        .filter(candidate -> candidate.get("invited").asBoolean() == won)
        .findFirst()
        .orElseThrow()
        .get("profileId")
        .asString();
  }

  private Chromium.Shown paste(JsonNode bundle, String profile)
      throws IOException, InterruptedException {
    return paste(bundle, profile, List.of());
  }

  private Chromium.Shown paste(JsonNode bundle, String profile, List<String> keys)
      throws IOException, InterruptedException {
    return drive(
        """
        document.getElementById("verify-profile").value = "%s";
        document.getElementById("verify-keys").value = %s;
        document.getElementById("verify-proof").value = JSON.stringify(%s);
        document.getElementById("verify-pasted").click();
        """
            .formatted(profile, JSON.writeValueAsString(String.join("\n", keys)), bundle));
  }

  // ---- pages

  private Chromium.Shown show(String path) throws IOException, InterruptedException {
    return Chromium.show(directory, "http://127.0.0.1:" + port + path);
  }

  /** The page with a further script, which runs after the page's own. */
  private Chromium.Shown drive(String script) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI page = URI.create("http://127.0.0.1:" + port + "/en/verify");
      Driver.page =
          http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
              .body()
              .replace("</body>", "<script type=module src=/driver.js></script></body>");
    }
    Driver.script = script;
    return show("/driven");
  }

  private static void answer(ObjectNode answered) {
    proof = answered.toString().getBytes(UTF_8);
  }

  private String round() {
    return vector.get("roundId").asString();
  }

  private String profile() {
    return vector.at("/candidate/profileId").asString();
  }

  private String fragment() {
    return "#round=2026/IE/%s&profile=%s".formatted(round(), profile());
  }

  private static List<String> verdict(Chromium.Shown page) {
    return shown(page, "verdict");
  }

  private static List<String> message(Chromium.Shown page) {
    return shown(page, "message");
  }

  /** Values of an attribute of the elements that are not hidden. */
  private static List<String> shown(Chromium.Shown page, String attribute) {
    return Pattern.compile("<[^>]* data-%s=\"([^\"]*)\"([^>]*)>".formatted(attribute))
        .matcher(page.document())
        .results()
        .filter(element -> !element.group(2).contains("hidden"))
        .map(element -> element.group(1))
        .toList();
  }
}
