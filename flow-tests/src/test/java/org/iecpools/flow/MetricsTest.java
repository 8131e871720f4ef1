package org.iecpools.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.iecpools.events.LoiIssued;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.Samples;
import org.iecpools.kafka.Topics;
import org.iecpools.management.ManagementPort;
import org.iecpools.stack.LocalPrograms;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Ports;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackListener;
import org.iecpools.stack.StackOptions;
import org.iecpools.webhook.Deliverer;
import org.iecpools.webhook.InstallationKey;
import org.iecpools.webhook.WebhookServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The metrics of running services, compared with what describes and reads them. */
@Tag("long")
class MetricsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final List<String> PARTS = List.of("_bucket", "_count", "_sum", "_max");

  private static LocalStack stack;
  private static Upstream upstream;
  private static Map<Service, String> services;

  @TempDir private Path directory;

  @TempDir private static Path keys;
  private static Deliverer deliverer;
  private static Thread delivering;
  private static WebhookServer webhooks;

  @BeforeAll
  static void start() throws IOException {
    stack = LocalStack.start(StackOptions.throwaway(), StackListener.SILENT);
    upstream = new Upstream(stack.addresses(), stack.tokens());
    services =
        new TreeMap<>(
            Map.of(
                Service.PROFILE, stack.addresses().profile(),
                Service.POOL, stack.addresses().pool(),
                Service.INVITATION, stack.addresses().invitation(),
                Service.STATS, stack.addresses().stats()));
    ClientConfig client = ClientConfig.NONE;
    deliverer =
        Deliverer.of(
            stack.addresses().bootstrapServers(),
            client,
            client.registry(URI.create(stack.addresses().registry())),
            InstallationKey.in(keys.resolve("key")),
            true,
            _ -> {});
    webhooks =
        WebhookServer.start(deliverer, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    delivering =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    deliverer.run();
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                  }
                });
    // Some gauges exist after the first check of the inputs, five seconds after the start.
    await().atMost(TIMEOUT).until(() -> scrapedNames().containsAll(Observability.documented()));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    webhooks.close();
    deliverer.stop();
    delivering.join();
    upstream.close();
    stack.close();
  }

  private static Scrape scrapeWebhooks() {
    return Scrape.of(
        upstream.ask("http://127.0.0.1:%d/metrics".formatted(webhooks.address().getPort())));
  }

  private static Scrape scrape(Service service) {
    return Scrape.of(upstream, services.get(service));
  }

  /** The names of all metrics of all services; a histogram or summary has one name. */
  private static Set<String> scrapedNames() {
    Set<String> names = new TreeSet<>();
    services.keySet().forEach(service -> names.addAll(scrape(service).names()));
    names.addAll(scrapeWebhooks().names());
    Set<String> documented = Observability.documented();
    return names.stream()
        .map(
            name ->
                PARTS.stream()
                    .filter(name::endsWith)
                    .map(part -> name.substring(0, name.length() - part.length()))
                    .filter(documented::contains)
                    .findFirst()
                    .orElse(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyMetricIsDocumentedAndEveryDocumentedOneExists() {
    Set<String> ours =
        scrapedNames().stream()
            .filter(name -> name.startsWith("iec_"))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(Observability.documented()).hasSizeGreaterThan(20).isEqualTo(ours);
  }

  @Test
  void alertsAndDashboardReadExistingMetricsOnly() {
    Set<String> existing = new HashSet<>();
    services.keySet().forEach(service -> existing.addAll(scrape(service).names()));
    existing.addAll(scrapeWebhooks().names());
    List<String> expressions = new ArrayList<>(Observability.ruleExpressions());
    assertThat(expressions).hasSameSizeAs(Observability.alerts());
    expressions.addAll(Observability.dashboardExpressions());

    for (String expression : expressions) {
      assertThat(existing).as(expression).containsAll(Observability.metricsOf(expression));
    }
  }

  @Test
  void webhooksAreReadyWhileKafkaAnswers() {
    await()
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertThat(scrapeWebhooks().value("iec_ready")).isEqualTo(1));
  }

  @Test
  void aRefusedRecordIsCountedByReason() {
    double before = refused();

    upstream.produce(Topics.PROFILES.name(), "somebody", "not a profile".getBytes(UTF_8));

    await().atMost(TIMEOUT).untilAsserted(() -> assertThat(refused()).isEqualTo(before + 1));
  }

  private static double refused() {
    return scrape(Service.POOL)
        .value(
            "iec_intake_refused_total",
            "topic=\"iec.profiles\"",
            "type=\"unknown\"",
            "reason=\"undecodable\"");
  }

  @Test
  void theFreshnessOfEveryCountedEventIsMeasuredAndTheLagReturnsToZero() {
    double before = scrape(Service.STATS).value("iec_stats_freshness_seconds_count");
    long now = System.currentTimeMillis();

    upstream.produce((LoiIssued) Samples.valid(LoiIssued.SCHEMA$, new Random(1), now));

    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> {
              Scrape after = scrape(Service.STATS);
              assertThat(after.value("iec_stats_freshness_seconds_count")).isGreaterThan(before);
              assertThat(after.value("iec_stats_lag_seconds")).isZero();
            });
    Scrape after = scrape(Service.STATS);
    assertThat(after.value("iec_stats_freshness_seconds_max")).isBetween(0.0, 10.0);
    assertThat(after.value("iec_intake_accepted_total", "type=\"LoiIssued\"")).isPositive();
  }

  @Test
  void hostileRecordsAndRequestsCreateNoSeries() throws IOException {
    // given the series that ordinary errors create
    String ordinary = "ordinary";
    sendToAll("GET", "/" + ordinary);
    sendToAll("X-" + ordinary, "/");
    Map<Service, Set<String>> before = series();
    double refusedBefore = refused();

    // when records and requests arrive with texts that differ each time
    Random random = new Random(20_261_129);
    int sent = 40;
    for (int i = 0; i < sent; i++) {
      String text = "hostile%x".formatted(random.nextLong());
      for (String topic : List.of("iec.profiles", "iec.responses", "iec.rounds", "iec.seasons")) {
        upstream.produce(topic, text, text.getBytes(UTF_8));
      }
      if (i % 8 == 0) {
        sendToAll("GET", "/" + text);
        sendToAll("GET", "/api/v1/candidates/" + text + "/profiles?x=" + text);
        sendToAll("X-" + text, "/api/v1/dashboard");
      }
    }

    // then they are counted, and no series has a new name or label
    await()
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertThat(refused()).isEqualTo(refusedBefore + sent));
    series()
        .forEach(
            (service, after) -> {
              assertThat(after).as("%s", service).noneMatch(name -> name.contains("hostile"));
              assertThat(ours(after)).as("%s", service).isEqualTo(ours(before.get(service)));
              assertThat(after.size() - before.get(service).size())
                  .as("series of templates and statuses of %s", service)
                  .isLessThan(25);
            });
  }

  private static Set<String> ours(Set<String> series) {
    return series.stream().filter(name -> name.startsWith("iec_")).collect(Collectors.toSet());
  }

  /** Name and labels of each sample. */
  private static Map<Service, Set<String>> series() {
    Map<Service, Set<String>> series = new TreeMap<>();
    services
        .keySet()
        .forEach(
            service ->
                series.put(
                    service,
                    scrape(service).samples().stream()
                        .map(line -> line.substring(0, line.lastIndexOf(' ')))
                        .collect(Collectors.toSet())));
    return series;
  }

  /** Sends the request as it is, which an HTTP client might refuse. */
  private static void sendToAll(String method, String path) throws IOException {
    for (String service : services.values()) {
      try (Socket socket =
          new Socket(InetAddress.getLoopbackAddress(), URI.create(service).getPort())) {
        socket
            .getOutputStream()
            .write(
                "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
                    .formatted(method, path)
                    .getBytes(UTF_8));
        assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
      }
    }
  }

  @Test
  void anAlertFiresWhenAServiceStopsAndResolvesWhenItIsBack() throws Exception {
    assumeTrue(
        LocalPrograms.find("prometheus").isPresent(),
        "Prometheus is not installed: apt-get install prometheus");
    String address = "127.0.0.1:" + Ports.free().registry();
    Process prometheus = prometheus(address);
    try {
      await()
          .atMost(TIMEOUT)
          .ignoreExceptions()
          .until(() -> query(address, "count(up == 1)").equals("4"));

      // every expression of the dashboard is evaluated
      for (String expression : Observability.dashboardExpressions()) {
        assertThat(answer(address, expression).path("status").asString())
            .as(expression)
            .isEqualTo("success");
      }
      assertThat(query(address, "sum(iec_ready)")).isEqualTo("4");
      // Before the first scrape, no instance was known.
      await().atMost(TIMEOUT).untilAsserted(() -> assertThat(firing(address)).isEmpty());

      stack.stop(Service.POOL.component());

      await()
          .atMost(TIMEOUT)
          .untilAsserted(() -> assertThat(firing(address)).containsExactly("IecServiceDown"));

      stack.resume(Service.POOL.component());

      await().atMost(TIMEOUT).untilAsserted(() -> assertThat(firing(address)).isEmpty());
    } finally {
      prometheus.destroy();
      prometheus.waitFor();
    }
  }

  /** Runs Prometheus with the project's rules, which do not wait as long as usual. */
  private Process prometheus(String address) throws IOException {
    String rules = Observability.text(Observability.RULES).replaceAll("for: \\w+", "for: 1s");
    Files.writeString(directory.resolve("alerts.yml"), rules);
    StringBuilder configuration =
        new StringBuilder(
            """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: [alerts.yml]
            scrape_configs:
            """);
    services.forEach(
        (service, url) ->
            configuration.append(
                """
                  - job_name: %s
                    metrics_path: /actuator/prometheus
                    static_configs: [{targets: ["%s"]}]
                """
                    .formatted(
                        service.module(), ManagementPort.of(URI.create(url)).getAuthority())));
    Path file = Files.writeString(directory.resolve("prometheus.yml"), configuration);
    return new ProcessBuilder(
            "prometheus",
            "--config.file=" + file,
            "--storage.tsdb.path=" + directory.resolve("data"),
            "--web.listen-address=" + address)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("prometheus.log").toFile())
        .start();
  }

  /** Names of the alerts that fire; records that other tests had refused do not matter. */
  private static Set<String> firing(String address) {
    Set<String> names = new TreeSet<>();
    JsonNode answer =
        answer(address, "ALERTS{alertstate=\"firing\",alertname!=\"IecRecordsRefused\"}");
    answer
        .at("/data/result")
        .forEach(sample -> names.add(sample.at("/metric/alertname").asString()));
    return names;
  }

  private static String query(String address, String expression) {
    return answer(address, expression).at("/data/result/0/value/1").asString("");
  }

  private static JsonNode answer(String address, String expression) {
    return upstream.get(
        "http://%s/api/v1/query?query=%s".formatted(address, URLEncoder.encode(expression, UTF_8)));
  }
}
