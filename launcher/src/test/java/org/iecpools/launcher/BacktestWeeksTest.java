package org.iecpools.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BacktestWeeksTest {

  private static final String HEADER =
      "as_of,country,category,invitations_issued,candidates_in_pool,spots_available,rating_code\n";

  /** Half of each pool is invited each week. */
  private static final String WEEKS =
      HEADER
          + IntStream.range(0, 4)
              .mapToObj(
                  week ->
                      "2026-02-%02d,ie,wh,%d,100,900,3%n2026-02-%02d,fr,wh,%d,10,900,1%n"
                          .formatted(2 + 7 * week, 50 * week, 2 + 7 * week, 5 * week))
              .collect(Collectors.joining());

  private static final String XML =
      """
      <?xml version="1.0" encoding="utf-8"?>
      <temp>
      <chancesdate><![CDATA[March 2, 2026]]></chancesdate>
      <country location="Ireland" category="wh" code="ie"><quota>900</quota><first>x</first><second>x</second><invitations>175</invitations><candidates>100</candidates><spots>900</spots><chances>3</chances></country>
      </temp>""";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  private int run(String... arguments) {
    return Iec.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private JsonNode json() {
    return JsonMapper.shared().readTree(out.toString());
  }

  @Test
  void theScoresArePrintedAsJson() throws IOException {
    assertThat(run("backtest", file("weeks.csv", WEEKS), "--json")).isZero();

    JsonNode next = json().get("nextRound");
    assertThat(next.get("poolWeeks").asInt()).isEqualTo(4);
    // Forecasts 0.5 and 0.9, and the share is 0.5.
    assertThat(next.get("brier").get("ircc").asDouble()).isCloseTo(0.08, within(1e-9));
    assertThat(next.get("brier").get("lastWeek").asDouble()).isZero();
    assertThat(next.get("brier").propertyNames())
        .containsExactly("ours", "ircc", "lastWeek", "climatology");
    assertThat(next.get("months").get(0).get("month").asString()).isEqualTo("2026-02");
    assertThat(json().get("everyPoolWeek").get("poolWeeks").asInt()).isEqualTo(6);
    assertThat(json().get("season").get("poolWeeks").asInt()).isEqualTo(6);
    assertThat(json().get("calibration").size()).isPositive();
    assertThat(json().get("coverage").get("nominal").asDouble()).isEqualTo(0.8);
  }

  @Test
  void filesOfBothFormatsAreReadInAnyOrder() throws IOException {
    String feed = file("feed.xml", XML);
    String weeks = file("weeks.csv", WEEKS);

    assertThat(run("backtest", feed, weeks, "--json")).isZero();

    assertThat(json().get("publications").asInt()).isEqualTo(5);
    assertThat(json().get("everyPoolWeek").get("poolWeeks").asInt()).isEqualTo(7);
  }

  @Test
  void theScoresArePrintedAsATable() throws IOException {
    assertThat(run("backtest", file("weeks.csv", WEEKS))).isZero();

    assertThat(out.toString())
        .contains("4 publications, 6 pool-weeks, of which 4 can be compared")
        .containsPattern("Brier 2026-02 +4 +[0-9.]+ +0.0800 +0.0000 +0.0000");
  }

  @Test
  void thePictureIsWritten() throws IOException {
    Path picture = directory.resolve("picture.svg");

    assertThat(run("backtest", file("weeks.csv", WEEKS), "--picture", picture.toString())).isZero();

    assertThat(picture).content().startsWith("<svg ").contains("<circle ");
  }

  @Test
  void allFaultsOfAllFilesArePrinted() throws IOException {
    String weeks = file("weeks.csv", WEEKS.replace("100,900", "many,900"));
    String feed = file("feed.xml", XML.replace("<quota>900", "<quota>9x"));

    assertThat(run("backtest", weeks, feed)).isEqualTo(2);

    assertThat(err.toString())
        .contains("weeks.csv cannot be used, faults: 4", "line 2: candidates_in_pool 'many'")
        .contains("feed.xml cannot be used, faults: 1", "line 4: quota '9x' is not valid");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void whatCannotBeScoredIsRefusedWithASentence() throws IOException {
    assertThat(run("backtest", file("week.xml", XML))).isEqualTo(2);
    assertThat(err.toString()).contains("at least two weeks are needed");
    assertThat(run("backtest", directory.resolve("none.csv").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("there is no file");
    assertThat(run("backtest", directory.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("cannot be read");
    assertThat(run("backtest", file("other.bin", "\0\1\2"))).isEqualTo(2);
    assertThat(run("backtest")).isEqualTo(2);
  }

  @Test
  void aPictureThatCannotBeWrittenIsRefused() throws IOException {
    String weeks = file("weeks.csv", WEEKS);

    assertThat(run("backtest", weeks, "--picture", directory.toString())).isEqualTo(2);

    assertThat(err.toString()).contains("cannot be written");
  }
}
