package org.iecpools.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What is read from any publication, and from any file. */
class FeedPropertiesTest {

  private static final int COUNTRIES = 40;

  @Provide
  Arbitrary<Publication> publications() {
    Arbitrary<LocalDate> dates =
        Arbitraries.integers().between(0, 20_000).map(LocalDate.of(2000, 1, 1)::plusDays);
    return Combinators.combine(dates, rows()).as(Publication::of);
  }

  private static Arbitrary<List<PublishedRow>> rows() {
    Arbitrary<List<Optional<String>>> streams =
        Arbitraries.of("VIE", "ICEX Vives", "A & B \"<C>\" ]]>", "Stage (X)")
            .set()
            .ofMaxSize(2)
            .map(set -> set.stream().map(Optional::of).toList());
    Arbitrary<List<PublishedRow>> group =
        Combinators.combine(row(Optional.empty()), row(Optional.empty()), streams)
            .as(
                (general, other, names) -> {
                  var rows = new ArrayList<>(List.of(general));
                  names.forEach(name -> rows.add(with(other, general, name)));
                  return rows;
                });
    return group
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .uniqueElements(rows -> rows.getFirst().pool())
        .map(groups -> groups.stream().flatMap(List::stream).toList());
  }

  private static PublishedRow with(
      PublishedRow row, PublishedRow general, Optional<String> stream) {
    return new PublishedRow(
        general.code(),
        general.country(),
        general.category(),
        stream,
        row.quota(),
        row.firstRound(),
        row.finalRound(),
        row.invitations(),
        row.candidates(),
        row.spots(),
        row.rating());
  }

  private static Arbitrary<PublishedRow> row(Optional<String> stream) {
    Arbitrary<String> codes =
        Arbitraries.integers()
            .between(0, COUNTRIES)
            .map(i -> "" + (char) ('a' + i % 26) + "bc".charAt(i % 2));
    Arbitrary<String> texts =
        Arbitraries.oneOf(
            Arbitraries.of(
                "Week of January 19, 2026", "To be announced", "", " x ", "]]>", "&nbsp;"),
            Arbitraries.strings().ofMaxLength(20).filter(StatedText::isValid));
    return Combinators.combine(
            codes,
            Arbitraries.of("Andorra", "Finland ", "C\u00f4te & \"<Q>\" '\u2603\ud83d\ude80"),
            Arbitraries.of("wh", "yp", "coop", "NA"),
            figures(),
            texts,
            figures(),
            figures(),
            Arbitraries.of(ChanceWord.class))
        .as(
            (code, name, category, quota, text, one, other, rating) ->
                new PublishedRow(
                    code,
                    name,
                    category,
                    stream,
                    quota,
                    text,
                    text,
                    one,
                    other,
                    one,
                    Optional.of(rating)));
  }

  private static Arbitrary<Figure> figures() {
    return Arbitraries.oneOf(
            Arbitraries.integers().between(0, Figure.HIGHEST).map(String::valueOf),
            Arbitraries.integers().between(0, Figure.HIGHEST).map("%,d"::formatted),
            Arbitraries.of(
                "Unlimited",
                "unlimited",
                "Not accepting applicants",
                "To be announced",
                "Not applicable",
                "Not Applicable",
                "",
                " ",
                "12 ",
                "&nbsp;7",
                "12 345"))
        .map(Given::figure);
  }

  @Property(tries = 300)
  void aPublicationThatIsWrittenAndReadIsEqual(@ForAll("publications") Publication publication) {
    byte[] file = FeedWriter.write(publication);

    Publication read = Given.accepted(FeedReader.read(file)).publications().getFirst();

    assertThat(read).isEqualTo(publication);
    assertThat(FeedWriter.write(read)).isEqualTo(file);
  }

  @Property(tries = 20)
  void aFileThatIsCutOffAnywhereIsRefused(@ForAll("publications") Publication publication) {
    String file = new String(FeedWriter.write(publication), StandardCharsets.UTF_8);

    for (int length = 0; length < file.length(); length += 1 + length / 400) {
      assertThat(Given.read(file.substring(0, length)))
          .as("cut at %d", length)
          .isInstanceOf(FeedResult.Refused.class);
    }
  }

  @Property(tries = 500)
  void aDamagedFileIsReadCompletelyOrRefusedWithASentence(
      @ForAll("publications") Publication publication,
      @ForAll @IntRange(max = 100_000) int place,
      @ForAll @IntRange(max = 30) int removed,
      @ForAll("inserts") String inserted) {
    String file = new String(FeedWriter.write(publication), StandardCharsets.UTF_8);
    int at = place % file.length();
    String damaged =
        file.substring(0, at) + inserted + file.substring(Math.min(file.length(), at + removed));

    switch (Given.read(damaged)) {
      case FeedResult.Read read -> {
        assertThat(read.publications()).hasSize(1);
        Publication again = read.publications().getFirst();
        assertThat(Given.accepted(FeedReader.read(FeedWriter.write(again))).publications())
            .containsExactly(again);
      }
      case FeedResult.Refused refused ->
          assertThat(refused.faults())
              .isNotEmpty()
              .allSatisfy(
                  fault -> {
                    assertThat(fault.line()).isPositive();
                    assertThat(fault.sentence()).contains("xpected").hasSizeLessThan(800);
                  });
    }
  }

  @Provide
  Arbitrary<String> inserts() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            "<odd/>",
            "<country>",
            "</country>",
            "</temp>",
            "<sub txt=\"x\">",
            "&lol;",
            "&#0;",
            "<![CDATA[",
            "]]>",
            "<!--",
            "-->",
            "<?x y?>",
            "<!DOCTYPE temp [<!ENTITY a \"b\">]>",
            "\u0000",
            "\uFFFD",
            "99999999999999999999",
            "<quota>1</quota>",
            "<chancesdate/>",
            "\""),
        Arbitraries.strings().ofMaxLength(20));
  }

  @Property(tries = 500)
  void anyTextIsRefused(@ForAll String text) {
    assertThat(Given.read(text)).isInstanceOf(FeedResult.Refused.class);
    assertThat(Given.read("<temp>" + text + "</temp>")).isInstanceOf(FeedResult.Refused.class);
    assertThat(WeeksReader.read(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(FeedResult.Refused.class);
  }
}
