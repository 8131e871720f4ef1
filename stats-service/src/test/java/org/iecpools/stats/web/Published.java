package org.iecpools.stats.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.iecpools.events.FiguresPublished;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.Reason;
import org.iecpools.feed.ChanceWord;
import org.iecpools.feed.FeedReader;
import org.iecpools.feed.FeedResult;
import org.iecpools.feed.Figure;
import org.iecpools.feed.Publication;
import org.iecpools.feed.PublishedRow;
import org.iecpools.track.PublishedHistory;
import org.iecpools.track.StatedRows;

/** Publications for tests of the HTTP API. */
public final class Published {

  private Published() {}

  /** A feed with pools of three countries, a stream, and the row of organizations. */
  public static String feed(String date, String invitations) {
    return """
        <?xml version="1.0" encoding="utf-8"?>
        <temp>
        <chancesdate><![CDATA[%s]]></chancesdate>

        <country location="Andorra" category="wh" code="an">%s</country>
        <country location="France" category="yp" code="fr">%s
        <sub txt="Volontariat international en entreprise (VIE)">%s</sub></country>
        <country location="Ireland" category="wh" code="ie">%s</country>
        <country location="Recognized Organizations" category="NA" code="none">%s</country>
        </temp>"""
        .formatted(
            date,
            fields("24", "3", "0", "22", 1),
            fields("3,000", "1,475", "0", "2,900", 5),
            fields("650", "263", "43", "410", 3),
            fields("10,000", invitations, "2", "Unlimited", 2),
            fields("Not applicable", "Not Applicable", "Not Applicable", "Not Applicable", 0));
  }

  private static String fields(
      String quota, String invitations, String candidates, String spots, int chances) {
    return "<quota><![CDATA[%s]]></quota><first><![CDATA[Week of January 19, 2026]]></first><second><![CDATA[To be announced]]></second><invitations><![CDATA[%s]]></invitations><candidates><![CDATA[%s]]></candidates><spots><![CDATA[%s]]></spots><chances><![CDATA[%d]]></chances>"
        .formatted(quota, invitations, candidates, spots, chances);
  }

  /** Publications of one to eight weeks with any figures of four pools, ascending by day. */
  public static Arbitrary<List<Publication>> publications() {
    Arbitrary<Publication> week =
        Combinators.combine(
                row("an", "Andorra", "wh"), row("fr", "France", "yp"), row("ie", "Ireland", "wh"))
            .flatAs(
                (andorra, france, ireland) ->
                    row("fr", "France", "yp")
                        .map(
                            vie ->
                                Publication.of(
                                    LocalDate.of(2026, 3, 6),
                                    List.of(andorra, france, stream(vie), ireland))));
    return Combinators.combine(week.list().ofMinSize(1).ofMaxSize(8), days())
        .as(
            (weeks, days) ->
                IntStream.range(0, weeks.size())
                    .mapToObj(
                        i ->
                            Publication.of(
                                LocalDate.of(2026, 3, 6).plusWeeks(i).plusDays(days.get(i)),
                                weeks.get(i).rows()))
                    .toList());
  }

  /** Most publications are of a Friday; some of the day before, or of the Monday after. */
  private static Arbitrary<List<Integer>> days() {
    return Arbitraries.of(0, 0, 0, -1, 3).list().ofSize(8);
  }

  private static Arbitrary<PublishedRow> row(String code, String country, String category) {
    return Combinators.combine(
            figure(), figure(), figure(), figure(), Arbitraries.of(ChanceWord.class).optional())
        .as(
            (quota, invitations, candidates, spots, rating) ->
                new PublishedRow(
                    code,
                    country,
                    category,
                    Optional.empty(),
                    quota,
                    "Week of January 19, 2026",
                    "To be announced",
                    invitations,
                    candidates,
                    spots,
                    rating));
  }

  private static PublishedRow stream(PublishedRow row) {
    return new PublishedRow(
        row.code(),
        row.country(),
        row.category(),
        Optional.of("Volontariat international en entreprise (VIE)"),
        row.quota(),
        row.firstRound(),
        row.finalRound(),
        row.invitations(),
        row.candidates(),
        row.spots(),
        row.rating());
  }

  private static Arbitrary<Figure> figure() {
    return Arbitraries.frequencyOf(
        Tuple.of(
            8,
            Arbitraries.integers()
                .between(0, 99_999)
                .map(number -> new Figure.Number(number, "%,d".formatted(number)))),
        Tuple.of(
            1,
            Arbitraries.of(
                new Figure.Unlimited("Unlimited"),
                new Figure.ToBeAnnounced("To be announced"),
                new Figure.NotApplicable("Not Applicable"),
                new Figure.NotAccepting("Not accepting applicants"),
                new Figure.Blank(""))));
  }

  /** The publication of a feed. */
  public static Publication read(byte[] feed) {
    return switch (FeedReader.read(feed)) {
      case FeedResult.Read read -> read.publications().getFirst();
      case FeedResult.Refused refused -> throw new AssertionError(refused.toString());
    };
  }

  /** The publication of a feed. */
  public static Publication read(String feed) {
    return read(feed.getBytes(UTF_8));
  }

  /** Applies the rows of a publication, as a tracker writes them. */
  public static void apply(
      PublishedHistory history, Publication publication, int revision, Instant fetchedAt) {
    for (int position = 0; position < publication.rows().size(); position++) {
      history.apply(
          figures(publication, publication.rows().get(position), position, revision, fetchedAt));
    }
  }

  private static FiguresPublished figures(
      Publication publication, PublishedRow row, int position, int revision, Instant fetchedAt) {
    FiguresPublished.Builder event =
        FiguresPublished.newBuilder()
            .setEventId(UUID.randomUUID())
            .setSource("ircc")
            .setSeason(publication.season())
            .setPublishedOn(publication.date())
            .setStatedDate(publication.statedDate())
            .setFetchedAt(fetchedAt)
            .setFetchedFrom("test")
            .setRevision(revision)
            .setPosition(position)
            .setCode(row.code())
            .setLocation(row.country())
            .setCategory(row.category())
            .setQuota(StatedRows.figure(row.quota()))
            .setFirstRound(row.firstRound())
            .setFinalRound(row.finalRound())
            .setInvitations(StatedRows.figure(row.invitations()))
            .setCandidates(StatedRows.figure(row.candidates()))
            .setSpots(StatedRows.figure(row.spots()))
            .setContradictions(
                row.code().equals("an") ? List.of(new Reason("TEST", "A test.")) : List.of());
    pool(publication.season(), row).ifPresent(event::setPool);
    row.stream().ifPresent(event::setStreamName);
    row.rating().map(ChanceWord::code).ifPresent(event::setRatingCode);
    return event.build();
  }

  private static Optional<PoolId> pool(int season, PublishedRow row) {
    return Optional.of(row.pool())
        .filter(key -> !key.country().equals("NONE"))
        .map(key -> PoolIds.parse(season + "/" + key.text()));
  }
}
