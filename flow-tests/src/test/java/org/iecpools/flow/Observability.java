package org.iecpools.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The files about metrics: alert rules, dashboard, pages. Paths are relative to this module. */
final class Observability {

  static final Path RULES = Path.of("../docker/observability/prometheus/alerts.yml");
  static final Path CONFIGURATION = Path.of("../docker/observability/prometheus/prometheus.yml");
  static final Path RUNBOOKS = Path.of("../docs/runbooks");
  private static final Path DASHBOARD =
      Path.of("../docker/observability/grafana/dashboards/season.json");
  private static final Path METRICS = Path.of("../docs/metrics.md");

  /** Of Prometheus itself. */
  private static final Set<String> BUILT_IN = Set.of("up", "ALERTS");

  private static final Set<String> KEYWORDS = Set.of("or", "and", "unless", "bool");
  private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
  private static final Pattern RULE_EXPRESSION =
      Pattern.compile("expr: (?:>-\\n((?: {10}.*\\n)+)|(.*)\\n)");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\w|\\s*\\()");
  private static final Pattern OUR_NAME = Pattern.compile("\\biec_[a-z_]+[a-z]\\b");

  private Observability() {}

  /** Names of the alerts. */
  static List<String> alerts() {
    return found(ALERT, text(RULES)).map(match -> match.group(1)).toList();
  }

  /** The expression of each alert. */
  static List<String> ruleExpressions() {
    return found(RULE_EXPRESSION, text(RULES))
        .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
        .map(expression -> expression.strip().replaceAll("\\s+", " "))
        .toList();
  }

  static JsonNode dashboard() {
    return JsonMapper.shared().readTree(text(DASHBOARD));
  }

  /** The expression of each query of the dashboard. */
  static List<String> dashboardExpressions() {
    List<String> expressions = new ArrayList<>();
    for (JsonNode panel : dashboard().path("panels")) {
      panel.path("targets").forEach(target -> expressions.add(target.path("expr").asString()));
    }
    return expressions;
  }

  /** The metrics that an expression reads, except those of Prometheus. */
  static Set<String> metricsOf(String expression) {
    String bare =
        expression
            .replaceAll("\"[^\"]*\"", "")
            .replaceAll("\\{[^}]*}", "")
            .replaceAll("\\[[^]]*]", "")
            .replaceAll("\\b(by|without|on|ignoring)\\s*\\([^)]*\\)", "");
    return found(NAME, bare)
        .map(MatchResult::group)
        .filter(name -> !KEYWORDS.contains(name) && !BUILT_IN.contains(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The metrics of this project that docs/metrics.md describes. */
  static Set<String> documented() {
    return ourNames(text(METRICS));
  }

  /** The metrics of this project that a text names. */
  static Set<String> ourNames(String text) {
    return found(OUR_NAME, text)
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<MatchResult> found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.results();
  }
}
