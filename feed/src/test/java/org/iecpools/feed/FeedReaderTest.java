package org.iecpools.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedReaderTest {

  /** Rows with each quirk of the real feed. */
  private static final String FEED =
      """
      <?xml version="1.0" encoding="utf-8"?>
      <temp>
      <chancesdate><![CDATA[February&nbsp;10,&nbsp;2023]]></chancesdate>
      <country location="Andorra" category="wh" code="an"><quota><![CDATA[25]]></quota><first><![CDATA[Week of January 9, 2023]]></first><second><![CDATA[To be announced]]></second><invitations><![CDATA[4]]></invitations><candidates><![CDATA[2]]></candidates><spots><![CDATA[23]]></spots><chances><![CDATA[1]]></chances></country>
      <country location="Australia" category="wh" code="au"><quota><![CDATA[Unlimited]]></quota><first><![CDATA[Week of January 9, 2023]]></first><second><![CDATA[To be announced]]></second><invitations><![CDATA[2,346]]></invitations><candidates><![CDATA[1475]]></candidates><spots><![CDATA[unlimited]]></spots><chances><![CDATA[1]]></chances></country>
      <country location="Finland " category="yp" code="fi"><quota><![CDATA[To be announced]]></quota><first><![CDATA[To be announced]]></first><second><![CDATA[To be announced]]></second><invitations><![CDATA[]]></invitations><candidates><![CDATA[0 ]]></candidates><spots><![CDATA[To be announced]]></spots><chances><![CDATA[0]]></chances></country>
      <country location="Luxembourg" category="wh" code="lb"><quota><![CDATA[80]]></quota><first><![CDATA[Week of January 9, 2023]]></first><second><![CDATA[To be announced]]></second><invitations><![CDATA[14]]></invitations><candidates><![CDATA[0]]></candidates><spots><![CDATA[71]]></spots><chances><![CDATA[1]]></chances></country>
      <country location="Recognized Organizations" category="NA" code="none"><quota><![CDATA[Not applicable]]></quota><first><![CDATA[Week of January 9, 2023]]></first><second><![CDATA[To be announced]]></second><invitations><![CDATA[Not Applicable]]></invitations><candidates><![CDATA[1,407]]></candidates><spots><![CDATA[Not applicable]]></spots><chances><![CDATA[0]]></chances></country>
      <country location="France" category="yp" code="fr"><quota><![CDATA[1,900]]></quota><first><![CDATA[Week of January 9, 2023]]></first><second><![CDATA[To be announced]]></second><invitations><![CDATA[40]]></invitations><candidates><![CDATA[3]]></candidates><spots><![CDATA[1,880]]></spots><chances><![CDATA[2]]></chances>
      <sub txt="Volontariat international en entreprise (VIE)"><quota><![CDATA[650]]></quota><first><![CDATA[Week of January 9, 2023]]></first><second><![CDATA[To be announced]]></second><invitations><![CDATA[Not applicable]]></invitations><candidates><![CDATA[Not applicable]]></candidates><spots><![CDATA[650]]></spots><chances><![CDATA[5]]></chances></sub></country>
      ëëÇ´

      </temp>""";

  private static Publication publication(String text) {
    return Given.accepted(Given.read(text)).publications().getFirst();
  }

  @Test
  void theQuirksOfTheRealFeedAreRead() {
    Publication publication = publication(FEED);

    assertThat(publication.date()).isEqualTo(LocalDate.of(2023, 2, 10));
    assertThat(publication.statedDate()).isEqualTo("February&nbsp;10,&nbsp;2023");
    assertThat(publication.rows().stream().map(row -> row.pool().text()))
        .containsExactly(
            "AD/WORKING_HOLIDAY",
            "AU/WORKING_HOLIDAY",
            "FI/YOUNG_PROFESSIONALS",
            "LU/WORKING_HOLIDAY",
            "NONE/NA",
            "FR/YOUNG_PROFESSIONALS",
            "FR/YOUNG_PROFESSIONALS/VIE");
    PublishedRow australia = publication.rows().get(1);
    assertThat(australia.quota()).isEqualTo(new Figure.Unlimited("Unlimited"));
    assertThat(australia.spots()).isEqualTo(new Figure.Unlimited("unlimited"));
    assertThat(australia.invitations()).isEqualTo(new Figure.Number(2346, "2,346"));
    assertThat(australia.candidates()).isEqualTo(new Figure.Number(1475, "1475"));
    PublishedRow finland = publication.rows().get(2);
    assertThat(finland.country()).isEqualTo("Finland ");
    assertThat(finland.invitations()).isEqualTo(new Figure.Blank(""));
    assertThat(finland.candidates()).isEqualTo(new Figure.Number(0, "0 "));
    assertThat(finland.quota()).isEqualTo(new Figure.ToBeAnnounced("To be announced"));
    PublishedRow stream = publication.rows().get(6);
    assertThat(stream.rating()).contains(ChanceWord.VERY_LOW);
    assertThat(stream.candidates()).isEqualTo(new Figure.NotApplicable("Not applicable"));
    assertThat(stream.firstRound()).isEqualTo("Week of January 9, 2023");
  }

  @Test
  void strayTextIsIgnoredWithANote() {
    assertThat(Given.accepted(Given.read(FEED)).notes()).hasSize(1);
    assertThat(Given.accepted(Given.read(FEED + "\r\n more \u0001")).notes())
        .containsExactly("Ignored text outside of rows: 2 times.");
    assertThat(Given.accepted(Given.read(FEED.replace("ëëÇ´", ""))).notes()).isEmpty();
  }

  @Test
  void aFileInTheLayoutOfTheFeedIsWrittenByteForByte() {
    String canonical =
        FEED.replace("</chancesdate>\n", "</chancesdate>\n\n")
            .replace("ëëÇ´\n\n</temp>", "\n\n\n</temp>")
            .replace("\n", "\r\n");

    assertThat(new String(FeedWriter.write(publication(canonical)), StandardCharsets.UTF_8))
        .isEqualTo(canonical);
    assertThat(new String(FeedWriter.write(publication(FEED)), StandardCharsets.UTF_8))
        .isEqualTo(canonical);
  }

  @Test
  void allFaultsAreReportedAtOnceWithTheirLines() {
    String faulty =
        FEED.replace("<![CDATA[25]]>", "<![CDATA[-25]]>")
            .replace("<chances><![CDATA[2]]></chances>", "<chances>9</chances><odd>1</odd>")
            .replace("category=\"NA\" ", "")
            .replace("<spots><![CDATA[71]]></spots>", "")
            .replace("February&nbsp;10", "February 30");

    var refused = (FeedResult.Refused) Given.read(faulty);

    assertThat(refused.total()).isEqualTo(6);
    assertThat(refused.faults().stream().map(FeedFault::line))
        .containsExactly(3L, 4L, 7L, 8L, 9L, 9L);
    assertThat(Given.sentences(refused))
        .contains(
            "chancesdate 'February 30,&nbsp;2023' is not valid; expected a date such as",
            "quota '-25' is not valid; expected a whole number",
            "<spots> is missing in <country>",
            "category is missing in <country>",
            "'<odd>' is unexpected; expected <quota>",
            "chances '9' is not valid; expected a code from 0");
  }

  @Test
  void aPoolThatIsStatedTwiceIsAFault() {
    String row = FEED.lines().skip(3).findFirst().orElseThrow();
    String other = row.replace("code=\"an\"", "code=\"ad\"");

    assertThat(Given.sentences(Given.read(FEED.replace(row, row + "\n" + row))))
        .isEqualTo("the pool 'AD/WORKING_HOLIDAY' is stated in line 4 already; expected once.");
    assertThat(Given.sentences(Given.read(FEED.replace(row, row + "\n" + other))))
        .contains("stated in line 4 already");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "</temp>",
        "<html><body>Service unavailable</body></html>",
        "<temp></temp>",
        "<temp/></temp>",
        "<other></temp></other>",
        "{\"temp\": \"</temp>\"}"
      })
  void anythingElseIsRefused(String text) {
    assertThat(Given.sentences(Given.read(text))).contains("expected");
  }

  @Test
  void documentTypesAndEntitiesAreRefused() {
    String bomb =
        "<!DOCTYPE temp [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    assertThat(Given.sentences(Given.read(FEED.replace("<temp>", bomb + "<temp>"))))
        .contains("expected no document type");
    String external = "<!DOCTYPE temp SYSTEM \"file:///etc/passwd\">";
    assertThat(Given.sentences(Given.read(FEED.replace("<temp>", external + "<temp>"))))
        .contains("expected no document type");
    assertThat(Given.sentences(Given.read(FEED.replace("<![CDATA[25]]>", "&b;")))).isNotEmpty();
    assertThat(Given.sentences(Given.read(FEED.replace("<temp>", "<temp><?php x?>"))))
        .contains("expected no processing instructions");
  }

  @Test
  void moreThanTheLargestFileIsRefused() {
    byte[] large = new byte[FeedReader.MAX_BYTES + 1];

    assertThat(Given.sentences(FeedReader.read(large))).contains("at most");
  }

  @Test
  void bytesThatAreNotUtf8AreRefusedInAFieldAndIgnoredOutside() {
    byte[] file = FEED.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(Given.accepted(FeedReader.read(file)).publications()).hasSize(1);

    byte[] name = FEED.replace("Andorra", "Andorr\u00e1").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(Given.sentences(FeedReader.read(name))).contains("location", "is not valid");
  }

  @ParameterizedTest
  @CsvSource({
    "1475,1475",
    "'2,346',2346",
    "'12 345',12345",
    "0,0",
    "007,7",
    "99999999,99999999",
    "'1,234,567',1234567"
  })
  void numbersAreReadWithAndWithoutSeparators(String stated, int value) {
    assertThat(Figure.parse(stated)).contains(new Figure.Number(value, stated));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1,47", "-1", "1.5", "1e3", "٣", "100000000", "99999999999999", "1,2345", "many"})
  void whatIsNotAFigureIsNotRead(String stated) {
    assertThat(Figure.parse(stated)).isEmpty();
  }

  @Test
  void aPoolThatTakesNoApplicantsIsRead() {
    assertThat(Figure.parse("Not accepting applicants"))
        .contains(new Figure.NotAccepting("Not accepting applicants"));
  }

  @Test
  void theWordsHaveTheirMiddles() {
    assertThat(
            List.of(ChanceWord.values()).stream().skip(1).map(word -> word.middle().orElseThrow()))
        .containsExactly(0.9, 0.7, 0.5, 0.3, 0.1);
    assertThat(ChanceWord.NOT_APPLICABLE.middle()).isEmpty();
    assertThat(ChanceWord.parse("very good")).isEqualTo(Optional.of(ChanceWord.VERY_GOOD));
    assertThat(ChanceWord.parse("6")).isEmpty();
  }
}
