package org.iecpools.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.iecpools.simulator.replay.Tables.HEADER;
import static org.iecpools.simulator.replay.Tables.bytes;
import static org.iecpools.simulator.replay.Tables.faults;
import static org.iecpools.simulator.replay.Tables.table;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.iecpools.events.PoolIds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedTableTest {

  private static Cell invitations(String cell) {
    return table("2023-02-03,2023,IE,Ireland,WORKING_HOLIDAY,,,%s,,".formatted(cell))
        .rows()
        .getFirst()
        .cell(PublishedColumn.INVITATIONS);
  }

  private static Cell quota(String cell) {
    return table("2023-02-03,2023,IE,Ireland,WORKING_HOLIDAY,,%s,,,".formatted(cell))
        .rows()
        .getFirst()
        .cell(PublishedColumn.QUOTA);
  }

  private static String pool(String country, String name, String category, String stream) {
    return PoolIds.text(
        table("2023-02-03,2023,%s,%s,%s,%s,,,,".formatted(country, name, category, stream))
            .rows()
            .getFirst()
            .pool());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2346", "\"2,346\"", "2346 ", " \"2,346\" ", "2 346", "2346&nbsp;", "2\u00a0346"})
  void aNumberMayHaveTheFormatsOfTheFeed(String cell) {
    assertThat(invitations(cell)).isEqualTo(new Cell.Count(2346));
  }

  @ParameterizedTest
  @CsvSource({
    "Unlimited, UNLIMITED", "unlimited, UNLIMITED", "To be announced, TO_BE_ANNOUNCED",
    "TBA, TO_BE_ANNOUNCED", "not offered, NOT_OFFERED", "Not offered, NOT_OFFERED"
  })
  void aQuotaMayBeAWord(String cell, Cell.Word word) {
    assertThat(quota(cell)).isEqualTo(word);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NA", "n/a", "Not applicable", "-", "&nbsp;"})
  void placeholdersAreBlank(String cell) {
    assertThat(quota(cell)).isEqualTo(Cell.BLANK);
    assertThat(invitations(cell)).isEqualTo(Cell.BLANK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2023-02-03",
        "\"February&nbsp;3,&nbsp;2023\"",
        "\"february 3, 2023\"",
        "\"Feb 3, 2023\"",
        "3 February 2023"
      })
  void aDayMayHaveTheFormatsOfTheFeed(String day) {
    assertThat(table(day + ",2023,IE,,wh,,,,,").rows().getFirst().asOf()).isEqualTo("2023-02-03");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AD|Andorra|AD",
        "an|Andorra|AD",
        "an||AD",
        "lb|Luxembourg|LU",
        "lb||LU",
        "KR|\"Korea, Republic\"|KR",
        "|Korea Republic|KR",
        "|Hong Kong Special Administrative Region|HK",
        "|\"Latvia, Republic\"|LV",
        "|Czechia|CZ",
        "|Czech Republic|CZ",
        "gb|United Kingdom|GB",
        "BR|Brazil|BR",
        "Ireland||IE",
        "IE|Éire|IE"
      })
  void aCountryIsFoundByCodeOrName(String code, String name, String expected) {
    assertThat(pool(code == null ? "" : code, name == null ? "" : name, "wh", ""))
        .isEqualTo("2023/" + expected + "/WORKING_HOLIDAY");
  }

  @Test
  void categoriesAndStreamsMayHaveTheFormatsOfTheFeed() {
    assertThat(pool("ES", "Spain", "yp", "ICEX Vives"))
        .isEqualTo("2023/ES/YOUNG_PROFESSIONALS/ICEX_VIVES");
    assertThat(pool("FR", "France", "International Co-op", "NA"))
        .isEqualTo("2023/FR/INTERNATIONAL_COOP");
  }

  @Test
  void aFileMayHaveAByteOrderMarkCarriageReturnsEmptyLinesAndOtherColumnsInAnyOrder()
      throws TableRefused {
    String file =
        "\uFEFFSource,Spots Available,candidates_in_pool,Invitations,Quota,category,Country,Season,As of,rating\r\n"
            + "\"a \"\"feed\"\", quoted\",23,1,4,25,wh,ad,2023,2023-02-03,Excellent\r\n"
            + "\r\n"
            + ",,,,,,,,,\r\n"
            + "\"over\r\ntwo lines\",22,1,5,25,wh,ad,2023,2023-02-10,\r\n";

    PublishedTable table = PublishedTable.read(bytes(file));

    assertThat(table.rows())
        .extracting(row -> row.cell(PublishedColumn.SPOTS).text())
        .containsExactly("23", "22");
    assertThat(table.rows())
        .extracting(row -> row.lines().get(PublishedColumn.SPOTS))
        .containsExactly(2L, 5L);
  }

  @Test
  void rowsMayBeInAnyOrderAndOfSeveralSeasons() {
    PublishedTable table =
        table(
            "2024-02-02,2024,IE,,wh,,1,0,0,1",
            "2023-02-10,2023,IE,,wh,,1,0,0,1",
            "2023-02-03,2023,IE,,wh,,1,0,0,1");

    assertThat(table.rows())
        .extracting(row -> row.asOf().toString())
        .containsExactly("2023-02-03", "2023-02-10", "2024-02-02");
  }

  @Test
  void aSecondRowOfAPoolAndDayAddsTheCellsThatTheFirstLeavesBlank() {
    PublishedTable table =
        table(
            "2023-02-03,2023,IE,Ireland,wh,,,5,1,",
            "2023-02-03,2023,ie,Ireland,WORKING_HOLIDAY,,100,5,,99");

    assertThat(table.rows())
        .singleElement()
        .extracting(row -> row.cells().values().stream().map(Cell::text).toList().toString())
        .isEqualTo("[100, 5, 1, 99]");
    assertThat(table.notes()).containsExactly("Repeated cells with the same content: 1.");
    assertThat(table.contradictions()).isEmpty();
  }

  @Test
  void recognizedOrganizationsAreIgnored() {
    PublishedTable table =
        table(
            "2023-02-03,2023,none,Recognized Organizations,NA,,Not applicable,Not applicable,\"1,407\",",
            "2023-02-03,2023,IE,Ireland,wh,,100,5,1,99");

    assertThat(table.rows()).hasSize(1);
    assertThat(table.notes()).singleElement().asString().endsWith("no country's pool: 1.");
  }

  @Test
  void allFaultsAreReportedAtOnceWithTheirLinesAndTheExpectedValues() {
    assertThat(
            faults(
                String.join(
                    "\n",
                    HEADER,
                    "2023-02-31,23,XX,Atlantis,au pair,!,a few,-1,\"2,34\",1.5",
                    "2023-02-03,2023,IE,Ireland,wh,,100,5,1,99",
                    "",
                    "2023-02-03,2023,IE,Germany,wh,,100,unlimited,1000001,99",
                    "2021-02-03,2023,IE,Ireland,wh,,2,346,5,1,99")))
        .extracting(TableFault::toString)
        .satisfiesExactly(
            f -> assertThat(f).contains("line 2: season '23' is not valid; expected a year"),
            f ->
                assertThat(f)
                    .contains("line 2: as_of '2023-02-31' is not a valid date; expected one"),
            f ->
                assertThat(f)
                    .contains("line 2: country 'XX', named 'Atlantis', is unknown; expected an"),
            f ->
                assertThat(f)
                    .contains("line 2: category 'au pair' is not valid; expected WORKING_HOLIDAY"),
            f ->
                assertThat(f)
                    .contains("line 2: stream '!' is not valid; expected a name such as VIE"),
            f -> assertThat(f).contains("line 2: quota 'a few' is not valid", "\"unlimited\""),
            f -> assertThat(f).contains("line 2: invitations_issued '-1'", "a whole number from 0"),
            f -> assertThat(f).contains("line 2: candidates_in_pool '2,34'"),
            f -> assertThat(f).contains("line 2: spots_available '1.5'"),
            f -> assertThat(f).contains("line 5: country IE is Ireland, but its name is Germany"),
            f -> assertThat(f).contains("line 5: invitations_issued 'unlimited'"),
            f -> assertThat(f).contains("line 5: candidates_in_pool '1000001'"),
            f ->
                assertThat(f).contains("line 6: The row has 11 fields, but the first line has 10"));
  }

  @Test
  void aDayOutsideOfItsSeasonIsAFault() {
    assertThat(faults(HEADER + "\n2021-02-03,2023,IE,Ireland,wh,,1,1,1,1"))
        .singleElement()
        .asString()
        .contains("not in season 2023", "from 2022-10-01 to 2024-01-31");
  }

  @Test
  void aHeaderThatLacksColumnsOrHasThemTwiceIsTheOnlyFault() {
    assertThat(faults("as_of;season;country\n2023-02-03;2023;IE"))
        .singleElement()
        .asString()
        .contains("line 1", "commas", "as_of; season; category; country; one of quota, ");
    assertThat(faults(HEADER + ",Quota\n" + "x,x,x,x,x,x,x,x,x,x,x"))
        .singleElement()
        .asString()
        .contains("The column quota occurs twice");
  }

  @Test
  void aFileWithoutATableIsAFault() {
    assertThat(faults("")).singleElement().asString().contains("The file is empty");
    assertThat(faults(HEADER)).singleElement().asString().contains("no row of a pool");
    assertThat(faults(HEADER + "\n2023-02-03,2023,\"IE"))
        .singleElement()
        .asString()
        .contains("a quote is not closed");
  }

  @Test
  void otherEncodingsAreAFault() {
    byte[] latin =
        (HEADER + "\n2023-02-03,2023,IE,\u00c9ire,wh,,1,1,1,1")
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] wide = HEADER.getBytes(StandardCharsets.UTF_16LE);

    for (byte[] file : Arrays.asList(latin, wide)) {
      assertThatCode(() -> PublishedTable.read(file))
          .isInstanceOf(TableRefused.class)
          .hasMessageContaining("UTF-8");
    }
  }

  @Property(tries = 500)
  void noBytesCrashTheReader(@ForAll byte[] bytes, @ForAll String text) {
    for (byte[] file :
        Arrays.asList(
            bytes,
            bytes(text),
            bytes(HEADER + "\n" + text),
            bytes(HEADER + "\n2023-02-03,2023," + text))) {
      assertThatCode(() -> PublishedTable.read(file))
          .satisfiesAnyOf(
              e -> assertThat(e).isNull(), e -> assertThat(e).isInstanceOf(TableRefused.class));
    }
  }
}
