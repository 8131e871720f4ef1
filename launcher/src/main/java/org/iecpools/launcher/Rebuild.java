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
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Implements {@code iec rebuild}: recomputes the sums of stats-service from the first event. */
@Command(
    name = "rebuild",
    header = "Has stats-service count everything anew from the first event, and switch to it.",
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    description = {
      "A new version of all sums is counted from the first event on, partition by partition, by all"
          + " instances together. The version before it is served meanwhile, and kept up to date;"
          + " when the new one is complete, all instances switch to it, and what it changed is told.",
      "",
      "Needed when a program before this one counted something wrong: what it has published stays as"
          + " it is, until it is counted anew. Where nothing was wrong, nothing changes. Ctrl-C ends"
          + " the watching only; run again, the command goes on to watch. docs/stats-service.md says"
          + " more."
    },
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = Iec.EXIT_CODES,
    exitCodeList = {
      "0:the new version is served",
      "1:stats-service could not be asked",
      "2:wrong use of the command",
      "130:ended by Ctrl-C; the rebuild goes on"
    },
    footerHeading = Iec.EXAMPLES,
    footer = {
      "  ./iec rebuild stats                 beside ./iec up in another terminal",
      "  ./iec rebuild stats --json          for programs; the progress goes to stderr",
      "  ./iec rebuild stats --stats-url http://127.0.0.1:18084"
    })
final class Rebuild implements Callable<Integer> {

  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(250);

  /** Longest time without an answer: an instance may be restarting. */
  private static final Duration AWAY = Duration.ofMinutes(1);

  /** What can be rebuilt. */
  enum What {
    /** The sums of stats-service. */
    stats
  }

  @Mixin private HelpOption help;

  @Parameters(paramLabel = "WHAT", description = "What is rebuilt: ${COMPLETION-CANDIDATES}.")
  private What what;

  @Mixin private StatsUrl stats;

  @Option(
      names = "--json",
      description = "Print the outcome as JSON: versions, records, seconds, what changed.")
  private boolean json;

  @Spec private CommandSpec spec;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final JsonMapper mapper =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = new Progress(json ? spec.commandLine().getErr() : out);
    long begin = System.nanoTime();
    int version = order(progress);
    JsonNode done = watch(version, progress);
    double seconds = (System.nanoTime() - begin) / 1e9;
    report(done, seconds, progress);
    if (json) {
      ((ObjectNode) done).put("seconds", Math.round(seconds * 10) / 10.0);
      out.println(mapper.writeValueAsString(done));
      out.flush();
    }
    return CommandLine.ExitCode.OK;
  }

  /** Orders a rebuild and returns its version, or that of a rebuild already in progress. */
  private int order(Progress progress) throws InterruptedException {
    HttpResponse<String> answer =
        ask(
            HttpRequest.newBuilder(at("/api/v1/rebuilds"))
                .POST(HttpRequest.BodyPublishers.noBody()));
    return switch (answer.statusCode()) {
      case 202 -> {
        JsonNode state = body(answer);
        int version = state.path("building").asInt(state.path("serving").asInt());
        progress.say(
            "Version %d is being counted from the first event; version %d is served meanwhile."
                .formatted(version, version - 1));
        yield version;
      }
      case 409 -> {
        JsonNode state = latest();
        int version = state.path("building").asInt(state.path("serving").asInt());
        progress.say("Version %d is being built already.".formatted(version));
        yield version;
      }
      default ->
          throw new StackException(
              "stats-service at %s answered %d: %s"
                  .formatted(stats.url(), answer.statusCode(), answer.body()));
    };
  }

  private JsonNode watch(int version, Progress progress) throws InterruptedException {
    long begin = System.nanoTime();
    long answered = begin;
    long told = begin;
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
        if (answered - told > Duration.ofSeconds(1).toNanos()) {
          told = answered;
          progress.say(sentence(state, counted - first, (answered - begin) / 1e9));
        }
      } catch (StackException e) {
        if (System.nanoTime() - answered > AWAY.toNanos()) {
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

  private static void report(JsonNode state, double seconds, Progress progress) {
    progress.say(
        "Version %d is served: %,d records counted in %.1f s."
            .formatted(state.path("serving").asInt(), state.at("/records/all").asLong(), seconds));
    JsonNode changes = state.path("changes");
    if (changes.isMissingNode()) {
      progress.say("What it changed is not known here: this instance was not there.");
    } else if (changes.path("count").asInt() == 0) {
      progress.say("Nothing has changed.");
    } else {
      progress.say("CHANGED: the sums of %,d pool-days.".formatted(changes.path("count").asInt()));
      for (JsonNode change : changes.path("first")) {
        progress.say(
            "  %s on %s: %s"
                .formatted(
                    change.path("pool").asString(),
                    change.path("day").asString(),
                    differences(change)));
      }
      int more = changes.path("count").asInt() - changes.path("first").size();
      if (more > 0) {
        progress.say("  and %,d more".formatted(more));
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
          request.timeout(TIMEOUT).header("Accept", "application/json").build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new StackException(
          "stats-service does not answer at %s: is the stack up? ./iec status says so"
              .formatted(stats.url()),
          e);
    }
  }

  private JsonNode body(HttpResponse<String> answer) {
    try {
      return mapper.readTree(answer.body());
    } catch (JacksonException e) {
      throw new StackException(
          "%s answered what is no JSON: %s".formatted(stats.url(), answer.body()), e);
    }
  }
}
