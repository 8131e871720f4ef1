package org.iecpools.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeeksReaderTest {

  private static final String CODES =
      """
      as_of,season,country,country_name,category,stream,quota,first_round,final_round,invitations_issued,candidates_in_pool,spots_available,rating_code,source
      2026-02-27,2026,fr,France,yp,VIE,650,"Week of January 19, 2026",To be announced,128,34,533,1,feed
      2026-02-27,2026,fr,France,yp,,"1,900","Week of January 19, 2026",To be announced,824,90,1409,2,feed
      2026-02-20,2026,an,Andorra,wh,,24,"Week of January 19, 2026",To be announced,3,0,22,1,feed
      """;

  private static final String WORDS =
      """
      as_of,season,country,country_name,category,stream,quota,invitations_issued,candidates_in_pool,spots_available,rating,source
      2023-02-03,2023,AU,Australia,WORKING_HOLIDAY,,,2081,213,unlimited,,news table
      2023-02-10,2023,UA,Ukraine,WORKING_HOLIDAY,,TBA,TBA,NA,TBA,Not applicable,feed
      """;

  private static FeedResult read(String text) {
    return WeeksReader.read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Publication> publications(String text) {
    return Given.accepted(read(text)).publications();
  }

  @Test
  void weeksAreOrderedAndStreamsFollowTheirPools() {
    List<Publication> weeks = publications(CODES);

    assertThat(weeks.stream().map(Publication::date))
        .containsExactly(LocalDate.of(2026, 2, 20), LocalDate.of(2026, 2, 27));
    assertThat(weeks.getLast().rows().stream().map(row -> row.pool().text()))
        .containsExactly("FR/YOUNG_PROFESSIONALS", "FR/YOUNG_PROFESSIONALS/VIE");
    PublishedRow france = weeks.getLast().rows().getFirst();
    assertThat(france.quota()).isEqualTo(new Figure.Number(1900, "1,900"));
    assertThat(france.rating()).contains(ChanceWord.VERY_GOOD);
    assertThat(france.firstRound()).isEqualTo("Week of January 19, 2026");
  }

  @Test
  void wordsAndBlankCellsAreRead() {
    List<Publication> weeks = publications(WORDS);

    PublishedRow australia = weeks.getFirst().rows().getFirst();
    assertThat(australia.quota()).isInstanceOf(Figure.Blank.class);
    assertThat(australia.rating()).isEmpty();
    PublishedRow ukraine = weeks.getLast().rows().getFirst();
    assertThat(ukraine.candidates()).isInstanceOf(Figure.NotApplicable.class);
    assertThat(ukraine.invitations()).isInstanceOf(Figure.ToBeAnnounced.class);
    assertThat(ukraine.rating()).contains(ChanceWord.NOT_APPLICABLE);
  }

  @Test
  void bothFormatsNameAPoolAlike() {
    String other = WORDS.replace("UA,Ukraine,WORKING_HOLIDAY", "an,Andorra,wh");

    assertThat(publications(other).getLast().rows().getFirst().pool())
        .isEqualTo(new PoolKey("AD", "WORKING_HOLIDAY", ""));
  }

  @Test
  void aWeekThatIsWrittenAsXmlAndReadIsEqual() {
    for (Publication week : publications(CODES)) {
      assertThat(Given.accepted(FeedReader.read(FeedWriter.write(week))).publications())
          .containsExactly(week);
    }
  }

  @Test
  void allFaultsAreReportedAtOnce() {
    String faulty =
        CODES
            .replace("2026-02-20", "2026-02-30")
            .replace("128,34", "-128,many")
            .replace("1409,2,feed", "1409,7,feed");

    var refused = (FeedResult.Refused) read(faulty);

    assertThat(refused.faults().stream().map(FeedFault::line)).containsExactly(2L, 2L, 3L, 4L);
    assertThat(Given.sentences(refused))
        .contains(
            "candidates_in_pool 'many' is not valid", "as_of '2026-02-30'", "rating_code '7'");
  }

  @Test
  void oneDateOnTwoWeeksGivesTwoPublications() {
    String again = CODES.lines().skip(3).findFirst().orElseThrow().replace(",3,0,22,", ",4,0,21,");

    FeedResult.Read read = Given.accepted(read(CODES + again + "\n"));

    assertThat(read.publications().stream().map(Publication::date))
        .containsExactly(
            LocalDate.of(2026, 2, 20), LocalDate.of(2026, 2, 20), LocalDate.of(2026, 2, 27));
    assertThat(read.publications().get(1).rows())
        .extracting(PublishedRow::invitations)
        .containsExactly(new Figure.Number(4, "4"));
    assertThat(read.notes())
        .containsExactly(
            "Pools are stated up to 2 times as of 2026-02-20; these are read as several"
                + " publications.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "as_of,country\n2026-01-01,ie\n",
        "as_of,as_of,country,category,invitations_issued,candidates_in_pool,spots_available\n",
        "as_of,country,category,invitations_issued,candidates_in_pool,spots_available\n",
        "as_of,country,category,invitations_issued,candidates_in_pool,spots_available\n1,2\n",
        "as_of,country,category,invitations_issued,candidates_in_pool,spots_available\n\"open",
        "as_of,country,category,invitations_issued,candidates_in_pool,spots_available\n"
            + "+99999-01-01,ie,wh,1,1,1\n"
      })
  void whatIsNotATableOfWeeksIsRefused(String text) {
    assertThat(Given.sentences(read(text))).isNotBlank();
  }

  @Test
  void moreRowsThanAPublicationHasAreRefused() {
    String header =
        "as_of,country,category,invitations_issued,candidates_in_pool,spots_available\n";
    String most =
        IntStream.range(0, Publication.MAX_ROWS)
            .mapToObj("2026-02-20,c%d,wh,1,1,1\n"::formatted)
            .collect(Collectors.joining());

    assertThat(publications(header + most)).hasSize(1);
    assertThat(Given.sentences(read(header + most + "2026-02-20,x,wh,1,1,1\n")))
        .isEqualTo("There are 2,001 pools as of 2026-02-20; expected at most 2,000.");
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    assertThat(Given.sentences(WeeksReader.read(new byte[] {(byte) 0xff, 0x41}))).contains("UTF-8");
  }

  @Property(tries = 300)
  void anyCellIsReadOrRefused(@ForAll String cell) {
    String quoted = '"' + cell.replace("\"", "\"\"") + '"';

    switch (read(CODES.replace("Andorra", quoted))) {
      case FeedResult.Read read -> assertThat(read.publications()).hasSize(2);
      case FeedResult.Refused refused -> assertThat(refused.faults()).isNotEmpty();
    }
  }
}
