package org.iecpools.launcher;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.iecpools.stack.StackException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Implements {@code iec rebuild}: recomputes the sums of stats-service from the first event. */
@Command(
    name = "rebuild",
    header =
        "Makes stats-service recompute all statistics from the first event and switch to them.",
    synopsisHeading = HelpTexts.USAGE,
    descriptionHeading = "%n",
    description = {
      "All instances together count a new version of all sums from the first event, partition by"
          + " partition. Meanwhile the previous version is served and kept up to date. When the new"
          + " version is complete, all instances switch to it, and the differences are printed.",
      "",
      "Use it after a counting error of an earlier version of stats-service has been fixed: its"
          + " sums stay as they are until they are recomputed. Correct sums do not change. Ctrl-C"
          + " ends the command, but not the rebuild. Run the command again to follow it. See"
          + " docs/stats-service.md."
    },
    parameterListHeading = "%n",
    optionListHeading = HelpTexts.OPTIONS,
    exitCodeListHeading = HelpTexts.EXIT_CODES,
    exitCodeList = {
      "0:the new version is served",
      "1:stats-service did not answer, or answered with an error",
      HelpTexts.INVALID_USAGE,
      "130:ended by Ctrl-C; the rebuild continues"
    },
    footerHeading = HelpTexts.EXAMPLES,
    footer = {
      "  ./iec rebuild stats                 next to ./iec up in another terminal",
      "  ./iec rebuild stats --json          for programs; progress goes to stderr",
      "  ./iec rebuild stats --stats-url http://127.0.0.1:18084"
    })
final class Rebuild implements Callable<Integer> {

  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(250);

  /** Longest time without an answer, because an instance may be restarting. */
  private static final Duration UNAVAILABLE_TIMEOUT = Duration.ofMinutes(1);

  /** What can be rebuilt. */
  enum What {
    /** The sums of stats-service. */
    stats
  }

  @Mixin private HelpOption help;

  @Parameters(paramLabel = "WHAT", description = "What to rebuild: ${COMPLETION-CANDIDATES}.")
  private What what;

  @Mixin private StatsUrl stats;

  @Mixin private TokenOptions token;

  @Option(
      names = "--json",
      description = "Print the result as JSON: versions, records, seconds, changes.")
  private boolean json;

  @Spec private CommandSpec spec;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Console console = new Console(json ? spec.commandLine().getErr() : out);
    long begin = System.nanoTime();
    int version = order(console);
    JsonNode done = watch(version, console);
    double seconds = (System.nanoTime() - begin) / 1e9;
    report(done, seconds, console);
    if (json) {
      ((ObjectNode) done).put("seconds", Math.round(seconds * 10) / 10.0);
      out.println(Json.document(done));
      out.flush();
    }
    return CommandLine.ExitCode.OK;
  }

  /** Orders a rebuild and returns its version, or that of a rebuild already in console. */
  private int order(Console console) throws InterruptedException {
    HttpResponse<String> answer =
        ask(
            HttpRequest.newBuilder(at("/api/v1/rebuilds"))
                .POST(HttpRequest.BodyPublishers.noBody()));
    return switch (answer.statusCode()) {
      case 202 -> {
        JsonNode state = body(answer);
        int version = state.path("building").asInt(state.path("serving").asInt());
        console.println(
            "Version %d is being counted from the first event; version %d is served meanwhile."
                .formatted(version, version - 1));
        yield version;
      }
      case 409 -> {
        JsonNode state = latest();
        int version = state.path("building").asInt(state.path("serving").asInt());
        console.println("Version %d is already being counted.".formatted(version));
        yield version;
      }
      default ->
          throw new StackException(
              "stats-service at %s answered %d: %s"
                  .formatted(stats.url(), answer.statusCode(), answer.body()));
    };
  }

  private JsonNode watch(int version, Console console) throws InterruptedException {
    long begin = System.nanoTime();
    long answered = begin;
    long printed = begin;
    long first = -1;
    while (true) {
      try {
        JsonNode state = latest();
        answered = System.nanoTime();
        if (state.path("serving").asInt() >= version) {
          return state;
        }
        long counted = state.at("/records/done").asLong();
        first = first < 0 ? counted : first;
        if (answered - printed > Duration.ofSeconds(1).toNanos()) {
          printed = answered;
          console.println(sentence(state, counted - first, (answered - begin) / 1e9));
        }
      } catch (StackException e) {
        if (System.nanoTime() - answered > UNAVAILABLE_TIMEOUT.toNanos()) {
          throw e;
        }
      }
      Thread.sleep(POLL_INTERVAL);
    }
  }

  private static String sentence(JsonNode state, long counted, double seconds) {
    long all = state.at("/records/all").asLong();
    long left = all - state.at("/records/done").asLong();
    double rate = counted / seconds;
    return "  %,d of %,d partitions, %,d of %,d records%s"
        .formatted(
            state.at("/partitions/done").asInt(),
            state.at("/partitions/all").asInt(),
            all - left,
            all,
            counted == 0
                ? ""
                : ", %,.0f records/s, %,.0f s left".formatted(rate, Math.ceil(left / rate)));
  }

  private static void report(JsonNode state, double seconds, Console console) {
    console.println(
        "Version %d is served: %,d records counted in %.1f s."
            .formatted(state.path("serving").asInt(), state.at("/records/all").asLong(), seconds));
    JsonNode changes = state.path("changes");
    if (changes.isMissingNode()) {
      console.println("The changes are not known, because this instance did not take part.");
    } else if (changes.path("count").asInt() == 0) {
      console.println("Nothing has changed.");
    } else {
      console.println(
          "CHANGED: the sums of %,d pool-days.".formatted(changes.path("count").asInt()));
      for (JsonNode change : changes.path("first")) {
        console.println(
            "  %s on %s: %s"
                .formatted(
                    change.path("pool").asString(),
                    change.path("day").asString(),
                    differences(change)));
      }
      int more = changes.path("count").asInt() - changes.path("first").size();
      if (more > 0) {
        console.println("  and %,d more".formatted(more));
      }
    }
  }

  private static String differences(JsonNode change) {
    return change
        .path("sums")
        .valueStream()
        .map(
            sum ->
                "%s %s before, %s now"
                    .formatted(sum.path("count").asString(), sum.path("before"), sum.path("after")))
        .collect(Collectors.joining(", "));
  }

  private JsonNode latest() throws InterruptedException {
    HttpResponse<String> answer = ask(HttpRequest.newBuilder(at("/api/v1/rebuilds/latest")).GET());
    if (answer.statusCode() != 200) {
      throw new StackException(
          "stats-service at %s answered %d: %s"
              .formatted(stats.url(), answer.statusCode(), answer.body()));
    }
    return body(answer);
  }

  private URI at(String path) {
    return stats.url().resolve(path);
  }

  private HttpResponse<String> ask(HttpRequest.Builder request) throws InterruptedException {
    try {
      return http.send(
          request
              .timeout(TIMEOUT)
              .header("Accept", "application/json")
              .header("Authorization", "Bearer " + token.tokens().operator().get())
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new StackException(
          "stats-service does not answer at %s; ./iec status shows whether the stack is up"
              .formatted(stats.url()),
          e);
    }
  }

  private JsonNode body(HttpResponse<String> answer) {
    try {
      return JsonMapper.shared().readTree(answer.body());
    } catch (JacksonException e) {
      throw new StackException(
          "%s answered with invalid JSON: %s".formatted(stats.url(), answer.body()), e);
    }
  }
}
