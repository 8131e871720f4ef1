package org.iecpools.launcher;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iecpools.domain.Weeks;
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

/** Implements {@code iec rounds}: shows the announced rounds. */
@Command(
    name = "rounds",
    header = "Shows the rounds that are announced.",
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    description = {
      "Of every pool the next round: when it runs, in Toronto's time, what will size it, and the"
          + " commitment to its secret seed. Whoever notes the commitment now can check after the"
          + " draw that the seed was not chosen later: docs/draw.md."
    },
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = Iec.EXIT_CODES,
    exitCodeList = {
      "0:shown, also where there are none",
      "1:invitation-service could not be asked",
      "2:wrong use of the command"
    },
    footerHeading = Iec.EXAMPLES,
    footer = {
      "  ./iec rounds plan                                 beside ./iec up in another terminal",
      "  ./iec rounds plan --season 2026 --country IE",
      "  ./iec rounds plan --json                          for programs, with whole commitments"
    })
final class Rounds implements Callable<Integer> {

  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm", Locale.ENGLISH).withZone(Weeks.ZONE);

  /** Number of hexadecimal digits of a commitment in the table. */
  private static final int GLANCE = 16;

  /** What can be shown. */
  enum What {
    /** The announced rounds. */
    plan
  }

  @Mixin private HelpOption help;

  @Parameters(paramLabel = "WHAT", description = "What is shown: ${COMPLETION-CANDIDATES}.")
  private What what;

  @Option(names = "--season", paramLabel = "YEAR", description = "Of this season only.")
  private Integer season;

  @Option(
      names = "--country",
      paramLabel = "CODE",
      description = "Of this country only, such as IE.")
  private String country;

  @Option(
      names = "--invitation-url",
      paramLabel = "URL",
      description = "The stack's invitation-service. Default: ${DEFAULT-VALUE}.")
  private URI url;

  @Option(names = "--json", description = "Print what invitation-service answers, as JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    StatsUrl.checked(spec, "--invitation-url", url);
    PrintWriter out = spec.commandLine().getOut();
    String answer = ask();
    if (json) {
      out.println(answer);
    } else {
      show(answer, out);
    }
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private String ask() throws InterruptedException {
    String query =
        Stream.of(
                season == null ? null : "season=" + season,
                country == null ? null : "country=" + country)
            .filter(parameter -> parameter != null)
            .collect(Collectors.joining("&"));
    URI address = url.resolve("/api/v1/rounds/to-come" + (query.isEmpty() ? "" : "?" + query));
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(address)
                  .timeout(TIMEOUT)
                  .header("Accept", "application/json")
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new StackException(
            "invitation-service at %s answered %d: %s"
                .formatted(url, answer.statusCode(), answer.body()));
      }
      return answer.body();
    } catch (IOException e) {
      throw new StackException(
          "invitation-service does not answer at %s: is the stack up? ./iec status says so"
              .formatted(url),
          e);
    }
  }

  private void show(String answer, PrintWriter out) {
    JsonNode rounds;
    try {
      rounds = JsonMapper.shared().readTree(answer).path("rounds");
    } catch (JacksonException e) {
      throw new StackException("%s answered what is no JSON: %s".formatted(url, answer), e);
    }
    if (rounds.isEmpty()) {
      out.println("No round is announced.");
      return;
    }
    out.printf("%-20s  %-32s  %-34s  %s%n", "Toronto", "pool", "size", "commitment");
    for (JsonNode round : rounds) {
      String commitment = round.path("commitment").asString("none");
      out.printf(
          "%-20s  %-32s  %-34s  %s%n",
          WHEN.format(Instant.parse(round.path("runsAt").asString())),
          round.path("pool").asString(),
          size(round),
          commitment.substring(0, Math.min(GLANCE, commitment.length())));
      if (round.path("revision").asInt() > 0) {
        out.printf("%22sannounced anew: %s%n", "", round.path("reason").asString());
      }
    }
  }

  private static String size(JsonNode round) {
    if (round.has("size")) {
      return "%,d, by the operator".formatted(round.path("size").asInt());
    }
    return "by policy, "
        + (round.has("cap") ? "at most %,d".formatted(round.path("cap").asInt()) : "no cap")
        + (round.has("yield") ? ", yield " + round.path("yield").asString() : "");
  }
}
