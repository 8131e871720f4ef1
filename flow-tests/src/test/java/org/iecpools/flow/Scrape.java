package org.iecpools.flow;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iecpools.management.ManagementPort;

/**
 * The metrics of a service, as Prometheus reads them.
 *
 * @param samples one line for each
 */
record Scrape(List<String> samples) {

  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{.*})? (\\S+)");

  static Scrape of(Upstream upstream, String service) {
    return of(
        upstream.ask(
            ManagementPort.of(URI.create(service)).resolve("/actuator/prometheus").toString()));
  }

  /** The metrics of an answer in Prometheus's text format. */
  static Scrape of(HttpResponse<String> answer) {
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("no metrics: " + answer.body());
    }
    return new Scrape(
        answer.body().lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList());
  }

  private static Matcher sample(String line) {
    Matcher matcher = SAMPLE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalStateException("not a sample: " + line);
    }
    return matcher;
  }

  /** The names of all metrics. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    samples.forEach(line -> names.add(sample(line).group(1)));
    return names;
  }

  /**
   * The sum of the samples of a metric.
   *
   * @param labels such as {@code topic="iec.pools"}; a sample counts if it has all of them
   * @throws IllegalStateException if there is none
   */
  double value(String name, String... labels) {
    return samples.stream()
        .filter(line -> sample(line).group(1).equals(name))
        .filter(line -> Arrays.stream(labels).allMatch(line::contains))
        .map(line -> Double.parseDouble(sample(line).group(3)))
        .reduce(Double::sum)
        .orElseThrow(() -> new IllegalStateException("no sample of " + name));
  }
}
