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
import org.jspecify.annotations.Nullable;
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

/** Implements {@code iec rounds}: lists the announced rounds. */
@Command(
    name = "rounds",
    header = "Lists the announced rounds.",
    synopsisHeading = HelpTexts.USAGE,
    descriptionHeading = "%n",
    description = {
      "Prints the next round of every pool: its time in Toronto, the rule for its size, and the"
          + " commitment to its secret seed; of a round after the final one also why it was ordered."
          + " Note the commitment to check after the draw that the"
          + " seed was not chosen later. See docs/draw.md."
    },
    parameterListHeading = "%n",
    optionListHeading = HelpTexts.OPTIONS,
    exitCodeListHeading = HelpTexts.EXIT_CODES,
    exitCodeList = {
      "0:the rounds were printed, even if there are none",
      "1:invitation-service did not answer, or answered with an error",
      HelpTexts.INVALID_USAGE
    },
    footerHeading = HelpTexts.EXAMPLES,
    footer = {
      "  ./iec rounds plan                                 next to ./iec up in another terminal",
      "  ./iec rounds plan --season 2026 --country IE",
      "  ./iec rounds plan --json                          for programs, with complete commitments"
    })
final class Rounds implements Callable<Integer> {

  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm", Locale.ENGLISH).withZone(Weeks.ZONE);

  /** Number of hexadecimal digits of a commitment in the table. */
  private static final int DIGITS = 16;

  /** What can be listed. */
  enum What {
    /** The announced rounds. */
    plan
  }

  @Mixin private HelpOption help;

  @Parameters(paramLabel = "WHAT", description = "What to list: ${COMPLETION-CANDIDATES}.")
  private What what;

  @Option(names = "--season", paramLabel = "YEAR", description = "Only rounds of this season.")
  private @Nullable Integer season;

  @Option(
      names = "--country",
      paramLabel = "CODE",
      description = "Only rounds of this country, such as IE.")
  private @Nullable String country;

  @Option(
      names = "--invitation-url",
      paramLabel = "URL",
      description = "The stack's invitation-service. Default: ${DEFAULT-VALUE}.")
  private URI url;

  @Option(
      names = "--json",
      description = "Print the response of invitation-service, which is JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
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
                season == null ? "" : "season=" + season,
                country == null ? "" : "country=" + country)
            .filter(parameter -> !parameter.isEmpty())
            .collect(Collectors.joining("&"));
    URI address = url.resolve("/api/v1/rounds/upcoming" + (query.isEmpty() ? "" : "?" + query));
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
          "invitation-service does not answer at %s; ./iec status shows whether the stack is up"
              .formatted(url),
          e);
    }
  }

  private void show(String answer, PrintWriter out) {
    JsonNode rounds;
    try {
      rounds = JsonMapper.shared().readTree(answer).path("rounds");
    } catch (JacksonException e) {
      throw new StackException("%s answered with invalid JSON: %s".formatted(url, answer), e);
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
          commitment.substring(0, Math.min(DIGITS, commitment.length())));
      if (round.has("afterFinalRound")) {
        out.printf(
            "%22sordered after the final round: %s%n",
            "", round.path("afterFinalRound").asString());
      }
      if (round.path("revision").asInt() > 0) {
        out.printf("%22sannounced again: %s%n", "", round.path("reason").asString());
      }
      if (round.has("list")) {
        out.printf(
            "%22slist closed with %,d candidates; drawn with round %d of the beacon, %s%n",
            "",
            round.at("/list/drawable").asInt(),
            round.at("/beacon/round").asLong(),
            WHEN.format(Instant.parse(round.at("/beacon/at").asString())));
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
