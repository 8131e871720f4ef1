package org.iecpools.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that somebody wrote in order to do harm. */
class HostileFeedTest {

  private static final Duration LONGEST = Duration.ofSeconds(10);

  private static final String FEED =
      new String(
          FeedWriter.write(Given.publication(Given.DATE, Given.row("ie", "wh", "10", "5", "7"))),
          StandardCharsets.UTF_8);

  @Test
  void nothingMayFollowTheEndOfTheFirstElement() {
    String later = FEED.replace("April 24", "May 1");

    assertThat(Given.sentences(Given.read(FEED + later))).contains("not well-formed");
    assertThat(Given.sentences(Given.read(FEED + "<x></temp>"))).contains("not well-formed");
    assertThat(Given.sentences(Given.read(FEED + "<!-- </temp>"))).contains("not well-formed");
    assertThat(Given.sentences(Given.read(FEED + "</temp>"))).contains("not well-formed");
  }

  /** Days that no event can state, such as those that do not fit into 32 bits. */
  @ParameterizedTest
  @ValueSource(
      ints = {-999_999_999, -5_883_518, -1, 0, 1, 999, 1999, 3000, 9999, 10_000, 999_999_999})
  void datesOfOtherAgesAreRefused(int year) {
    String stated = (year > 9999 ? "+" : "") + "%04d".formatted(year);

    assertThat(Given.sentences(Given.read(FEED.replace("April 24, 2026", "April 24, " + stated))))
        .contains("chancesdate 'April 24, " + stated, "is not valid");
    for (String date : List.of(stated + "-04-24", "\"April 24, " + stated + "\"")) {
      assertThat(Given.sentences(table(date))).as(date).contains("as_of '", "is not valid");
    }
    assertThat(Given.accepted(table("2026-04-24")).publications()).hasSize(1);
  }

  private static FeedResult table(String date) {
    String table =
        "as_of,country,category,quota,invitations_issued,candidates_in_pool,spots_available\n"
            + date
            + ",ie,wh,10,5,12,7\n";
    return WeeksFile.read(table.getBytes(StandardCharsets.UTF_8));
  }

  /** The largest file of one thing again and again. */
  private static String filled(String before, String repeated, String after) {
    int count =
        (FeedReader.MAX_BYTES - before.length() - after.length())
            / repeated.getBytes(StandardCharsets.UTF_8).length;
    return before + repeated.repeat(count) + after;
  }

  static Stream<Arguments> largest() {
    String country = "<country location=\"A\" category=\"wh\" code=\"aa\">";
    String end = "</country></temp>";
    return Stream.of(
        Arguments.of("depth", filled("<temp>", "<a>", "</temp>")),
        Arguments.of("depth in a country", filled("<temp>" + country, "<a>", end)),
        Arguments.of("depth in a field", filled("<temp>" + country + "<quota>", "<a>", end)),
        Arguments.of("countries", filled("<temp>", "<country>", "</temp>")),
        Arguments.of("empty countries", filled("<temp>", "<country/>", "</temp>")),
        Arguments.of("streams", filled("<temp>" + country, "<sub/>", end)),
        Arguments.of("fields", filled("<temp>" + country, "<quota/>", end)),
        Arguments.of("dates", filled("<temp>", "<chancesdate/>", "</temp>")),
        Arguments.of("other elements", filled("<temp>", "<a/>", "</temp>")),
        Arguments.of(
            "CDATA", filled("<temp>" + country + "<quota>", "<![CDATA[1]]>", "</quota>" + end)),
        Arguments.of("brackets", filled("<temp>" + country + "<quota>", "]", "</quota>" + end)),
        Arguments.of(
            "comments", filled("<temp>" + country + "<quota>", "<!---->", "</quota>" + end)),
        Arguments.of("comments first", filled("", "<!---->", FEED)),
        Arguments.of("entities", filled("<temp>" + country + "<quota>", "&lt;", "</quota>" + end)),
        Arguments.of(
            "unknown entities", filled("<temp>" + country + "<quota>", "&b;", "</quota>" + end)),
        Arguments.of(
            "characters", filled("<temp>" + country + "<quota>", "&#65;", "</quota>" + end)),
        Arguments.of("instructions", filled("<temp>", "<?a?>", "</temp>")),
        Arguments.of(
            "text of a field", filled("<temp>" + country + "<quota>", "9", "</quota>" + end)),
        Arguments.of(
            "spaces in a field", filled("<temp>" + country + "<quota>", " ", "1</quota>" + end)),
        Arguments.of(
            "text of the date", filled("<temp><chancesdate>", "1 ", "</chancesdate></temp>")),
        Arguments.of("an attribute", filled("<temp><country code=\"", "a", "\"/></temp>")),
        Arguments.of("a name", filled("<temp><", "a", "/></temp>")),
        Arguments.of("attributes", attributes()),
        Arguments.of("tags after the end", filled(FEED, "<a>", "")),
        Arguments.of("ends", filled("<temp>", "</temp>", "")),
        Arguments.of("line breaks", filled("<temp>", "\n", "</temp>")));
  }

  private static String attributes() {
    StringBuilder text = new StringBuilder("<temp><country");
    for (int i = 0; text.length() < FeedReader.MAX_BYTES - 100; i++) {
      text.append(" a").append(i).append("=\"1\"");
    }
    return text.append("/></temp>").toString();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("largest")
  void theLargestFilesAreRefusedInTime(String what, String file) {
    byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
    // Time of the processor, because the machine may be busy.
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();

    FeedResult result = FeedReader.read(bytes);

    long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    assertThat(Duration.ofNanos(end - start)).as(what).isLessThan(LONGEST);

    assertThat(Given.sentences(result)).isNotEmpty();
    assertThat(Given.sentences(result).length()).isLessThan(1_000_000);
  }
}
