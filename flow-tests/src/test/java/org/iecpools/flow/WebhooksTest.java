package org.iecpools.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.iecpools.events.Category;
import org.iecpools.events.PoolIds;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Changes posted by {@code iec webhooks run} from a real stack, while it is killed and stopped. */
@Tag("long")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class WebhooksTest {

  private static final int CHANGES = 30;
  private static final Duration BETWEEN_CHANGES = Duration.ofMillis(300);
  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path directory;

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private TestStack stack;
  private Upstream upstream;
  private HttpServer receiver;

  private record Received(String id, String timestamp, String signature, String body) {}

  @BeforeEach
  void up() throws IOException {
    stack = TestStack.start(StackOptions.throwaway().only(Set.of(Service.STATS)));
    upstream = new Upstream(stack.addresses(), stack.tokens());
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", this::receive);
    receiver.start();
  }

  @AfterEach
  void down() {
    receiver.stop(0);
    try (TestStack _ = stack;
        Upstream _ = upstream) {
      // Close order: clients, then the broker.
    }
  }

  @Test
  void everyChangeArrivesInOrderAlthoughTheRunnerIsKilledAndStopped() throws Exception {
    // A value from before the first record would be part of the baseline.
    await().atMost(TIMEOUT).until(() -> !records().isEmpty());
    JsonNode added = JSON.readTree(output("add", url(), "--allow-private", "--json", keyFile()));
    Process runner = start("run", "--allow-private", keyFile());
    announce(0);
    await().atMost(TIMEOUT).until(() -> !received.isEmpty());

    // when
    for (int change = 1; change <= CHANGES; change++) {
      announce(change);
      if (change == CHANGES / 3) {
        runner.destroyForcibly().waitFor();
        runner = start("run", "--allow-private", keyFile());
      } else if (change == 2 * CHANGES / 3) {
        runner.destroy();
        assertThat(runner.waitFor()).isEqualTo(143);
        runner = start("run", "--allow-private", keyFile());
      }
      Thread.sleep(BETWEEN_CHANGES);
    }
    announce(CHANGES + 1);
    // The last value of both pools is reported; values in between may be passed over.
    String last = "\"number\":" + (1_001 + CHANGES);
    await()
        .atMost(TIMEOUT)
        .until(
            () ->
                received.stream()
                        .filter(it -> it.body.contains(last))
                        .map(Received::id)
                        .distinct()
                        .count()
                    == 2);
    runner.destroy();
    runner.waitFor();

    // then
    List<JsonNode> bodies =
        new ArrayList<>(
            new LinkedHashSet<>(received.stream().map(it -> JSON.readTree(it.body)).toList()));
    assertThat(bodies).isEqualTo(history());
    assertThat(received.size() - bodies.size()).as("sent again after the kill").isBetween(0, 1);
    for (Received each : received) {
      assertThat(JSON.readTree(each.body).path("identity").asString()).isEqualTo(each.id);
      assertThat(each.signature).isEqualTo(signature(added.path("secret").asString(), each));
    }
    JsonNode listed = JSON.readTree(output("list", "--json"));
    assertThat(listed.path("undelivered").asInt()).isZero();
    assertThat(listed.path("deliveredAt").isNull()).isFalse();
    assertThat(output("secret", added.path("id").asString(), keyFile()).strip())
        .isEqualTo(added.path("secret").asString());
    output("remove", added.path("id").asString());
    assertThat(output("list", "--json")).isEmpty();
  }

  private void receive(HttpExchange exchange) throws IOException {
    received.add(
        new Received(
            exchange.getRequestHeaders().getFirst("webhook-id"),
            exchange.getRequestHeaders().getFirst("webhook-timestamp"),
            exchange.getRequestHeaders().getFirst("webhook-signature"),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }

  private static String signature(String secret, Received message) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(
            Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
    String signed = message.id + "." + message.timestamp + "." + message.body;
    return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
  }

  /** All changes as stats-service shows them. */
  private List<JsonNode> history() throws Exception {
    List<JsonNode> changes = new ArrayList<>();
    try (HttpClient http = HttpClient.newHttpClient()) {
      String after = "";
      boolean more = true;
      while (more) {
        JsonNode page =
            JSON.readTree(
                http.send(
                        HttpRequest.newBuilder(
                                URI.create(
                                    stack.addresses().stats() + "/api/v1/changes/history" + after))
                            .build(),
                        BodyHandlers.ofString())
                    .body());
        page.path("changes").forEach(changes::add);
        more = page.path("more").asBoolean();
        after = "?after=" + page.path("next").asString();
      }
    }
    return changes;
  }

  private String url() {
    return "http://127.0.0.1:%d/".formatted(receiver.getAddress().getPort());
  }

  private String keyFile() {
    return "--key-file=" + directory.resolve("key");
  }

  private Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.iecpools.launcher.Iec",
                "webhooks"));
    command.addAll(List.of(arguments));
    command.add("--connect=" + stack.addresses().bootstrapServers());
    command.add("--registry-url=" + stack.addresses().registry());
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .redirectOutput(
            arguments[0].equals("run")
                ? ProcessBuilder.Redirect.DISCARD
                : ProcessBuilder.Redirect.PIPE)
        .start();
  }

  /** What a command prints, without the lines of the log that this module's classpath adds. */
  private String output(String... arguments) throws Exception {
    Process process = start(arguments);
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out.lines()
        .filter(line -> line.startsWith("{") || line.startsWith("whsec_"))
        .collect(Collectors.joining("\n"));
  }

  private void announce(int number) {
    for (Category category : List.of(Category.WORKING_HOLIDAY, Category.YOUNG_PROFESSIONALS)) {
      upstream.produce(
          QuotaAnnounced.newBuilder()
              .setEventId(UUID.randomUUID())
              .setOccurredAt(Upstream.now())
              .setPool(PoolIds.of(Upstream.SEASON, "IE", category))
              .setQuota(new Quota(QuotaKind.NUMBER, 1_000 + number))
              .build());
    }
  }

  private List<?> records() {
    return CommittedRecords.of(
        ClientConfig.NONE.kafka(stack.addresses().bootstrapServers()), Topics.CHANGES.name());
  }
}
