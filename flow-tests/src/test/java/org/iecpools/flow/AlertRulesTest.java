package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.iecpools.stack.LocalPrograms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The alert rules, their pages and the dashboard, without running services. */
class AlertRulesTest {

  private static final String INDEX = "README.md";

  @TempDir private Path directory;

  @Test
  void everyAlertHasARunbookPageAndEveryPageAnAlert() throws IOException {
    Set<String> pages = new TreeSet<>();
    try (Stream<Path> files = Files.list(Observability.RUNBOOKS)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals(INDEX))
          .forEach(name -> pages.add(name.replace(".md", "")));
    }

    assertThat(Observability.alerts()).doesNotHaveDuplicates().hasSizeGreaterThan(10);
    assertThat(pages).containsExactlyInAnyOrderElementsOf(Observability.alerts());
    for (String alert : Observability.alerts()) {
      String page = Observability.text(Observability.RUNBOOKS.resolve(alert + ".md"));
      assertThat(page)
          .as(alert)
          .startsWith("# " + alert + "\n")
          .contains("**Effect.**", "**Find the cause.**", "**Fix.**", "**Resolved**");
      assertThat(Observability.text(Observability.RULES))
          .contains("runbook: docs/runbooks/%s.md".formatted(alert));
    }
  }

  @Test
  void theIndexOfTheRunbooksHasEveryAlertWithItsSeverity() {
    String index = Observability.text(Observability.RUNBOOKS.resolve(INDEX));
    String[] rules = Observability.text(Observability.RULES).split("- alert: ", -1);

    for (int i = 1; i < rules.length; i++) {
      String alert = rules[i].lines().findFirst().orElseThrow();
      String severity = rules[i].contains("{severity: page}") ? "page" : "ticket";
      assertThat(rules[i]).contains("{severity: " + severity + "}");
      assertThat(index).contains("| [%s](%s.md) | %s |".formatted(alert, alert, severity));
    }
  }

  @Test
  void pagesNameDocumentedMetricsOnly() throws IOException {
    Set<String> named = new TreeSet<>();
    try (Stream<Path> files = Files.list(Observability.RUNBOOKS)) {
      files.forEach(page -> named.addAll(Observability.ourNames(Observability.text(page))));
    }

    assertThat(named).hasSizeGreaterThan(3).isSubsetOf(Observability.documented());
  }

  @Test
  void theDashboardIsComplete() {
    JsonNode dashboard = Observability.dashboard();
    Set<Integer> ids = new HashSet<>();
    Set<String> cells = new HashSet<>();
    String datasource =
        Observability.text(
            Path.of("../docker/observability/grafana/provisioning/datasources/prometheus.yml"));

    assertThat(dashboard.path("uid").asString()).isEqualTo("iec-season");
    assertThat(dashboard.path("panels").size()).isGreaterThan(20);
    for (JsonNode panel : dashboard.path("panels")) {
      String title = panel.path("title").asString("");
      assertThat(title).isNotBlank();
      assertThat(ids.add(panel.path("id").asInt())).as("id of %s", title).isTrue();
      JsonNode at = panel.path("gridPos");
      for (int x = at.path("x").asInt(); x < at.path("x").asInt() + at.path("w").asInt(); x++) {
        for (int y = at.path("y").asInt(); y < at.path("y").asInt() + at.path("h").asInt(); y++) {
          assertThat(x).as("width of %s", title).isBetween(0, 23);
          assertThat(cells.add(x + "," + y)).as("%s overlaps another panel", title).isTrue();
        }
      }
      if (!panel.path("type").asString().equals("row")) {
        assertThat(panel.path("description").asString("")).as(title).isNotBlank();
        assertThat(panel.path("targets").size()).as(title).isPositive();
        for (JsonNode target : panel.path("targets")) {
          String uid = target.path("datasource").path("uid").asString();
          assertThat(datasource).contains("uid: " + uid + "\n");
        }
      }
    }
  }

  @Test
  void theRulesAndTheScrapeConfigurationAreValid() throws Exception {
    assertPasses("check", "rules", Observability.RULES.toString());
    assertPasses("check", "config", Observability.CONFIGURATION.toString());
  }

  @Test
  void everyAlertFiresForBadValuesAndNoneForGoodOnes() throws Exception {
    String tests = "src/test/resources/alerts-test.yml";

    assertThat(Observability.text(Path.of(tests)))
        .contains(
            Observability.alerts().stream()
                .flatMap(
                    alert ->
                        Stream.of(
                            "alertname: %s, eval_time: 15m, exp_alerts: []".formatted(alert),
                            "{alertname=\"%s\",".formatted(alert)))
                .toList());
    assertPasses("test", "rules", tests);
  }

  @Test
  void everyExpressionOfTheDashboardCanBeParsed() throws Exception {
    List<String> rules = new ArrayList<>(List.of("groups:", "  - name: dashboard", "    rules:"));
    for (String expression : Observability.dashboardExpressions()) {
      rules.add("      - record: x");
      rules.add("        expr: '%s'".formatted(expression.replace("'", "''")));
      rules.add("        labels: {number: '%d'}".formatted(rules.size()));
    }
    Path file = Files.write(directory.resolve("dashboard.yml"), rules);

    assertPasses("check", "rules", file.toString());
  }

  private static void assertPasses(String... arguments) throws Exception {
    assumeTrue(
        LocalPrograms.find("promtool").isPresent(),
        "promtool is not installed: apt-get install prometheus");
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
  }
}
