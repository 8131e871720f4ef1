package org.iecpools.stats.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.POOL;
import static org.iecpools.stats.domain.Story.quota;

import java.io.StringReader;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonBook;
import org.iecpools.domain.Weeks;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.DaySums;
import org.iecpools.events.PartialSums;
import org.iecpools.feed.FeedResult;
import org.iecpools.feed.FeedWriter;
import org.iecpools.feed.Publication;
import org.iecpools.feed.WeeksReader;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.Ledger;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.domain.RoundBook;
import org.iecpools.stats.domain.Story;
import org.iecpools.stats.stream.AnswerVersions;
import org.iecpools.stats.stream.TestPositions;
import org.iecpools.track.PublishedHistory;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PublishedFiguresTest {

  private static final String IRELAND = "/api/v1/pools/2026/IE/WORKING_HOLIDAY";
  private static final Instant FIRST = Instant.parse("2026-04-24T20:00:00Z");
  private static final Instant SECOND = Instant.parse("2026-05-01T20:00:00Z");
  private static final Instant CORRECTED = Instant.parse("2026-05-04T15:00:00Z");

  private final Ledger ledger = new Ledger();
  private final SeasonBook seasons = new SeasonBook();
  private final ServiceClock clock = ServiceClock.simulated();
  private final PublishedHistory published = new PublishedHistory();
  private final Dashboard dashboard =
      new Dashboard(ledger, new RoundBook(), Story.draws(), seasons, Reference.shipped());
  private final MockMvcTester http;

  PublishedFiguresTest() {
    clock.accept(new ClockTicked("test", 1L, Instant.parse("2026-06-01T16:00:00Z")));
    Publications publications = new Publications(Reference.shipped());
    AnswerVersions versions = new TestPositions().versions(() -> 0, clock);
    this.http =
        MockMvcTester.of(
            List.of(
                new DashboardController(dashboard, publications, published, clock, versions),
                new SelectionsController(dashboard, publications, published, clock, versions),
                new PoolsController(dashboard, published, clock, versions),
                new SeasonsController(dashboard, published, clock, versions)),
            mvc -> mvc.setControllerAdvice(new DashboardControllerTest.Problems()).build());
  }

  private static Publication first() {
    return Published.read(Published.feed("April 24, 2026", "4,000"));
  }

  private static Publication second() {
    return Published.read(Published.feed("May&nbsp;1,&nbsp;2026", "4,100"));
  }

  /** The second publication with one corrected figure. */
  private static Publication corrected() {
    return Published.read(Published.feed("May&nbsp;1,&nbsp;2026", "4,150"));
  }

  private void publish() {
    Published.apply(published, first(), 1, FIRST);
    Published.apply(published, second(), 1, SECOND);
    Published.apply(published, corrected(), 2, CORRECTED);
  }

  private void count() {
    seasons.apply(quota(100));
    ledger.apply(
        PartialSums.newBuilder()
            .setPool(POOL)
            .setWeek(Weeks.weekOf(Weeks.day(NOON)))
            .setSourceTopic("iec.pools")
            .setSourcePartition(0)
            .setDays(
                List.of(
                    DaySums.newBuilder()
                        .setDay(Weeks.day(NOON))
                        .setEntered(5)
                        .setInvited(2)
                        .setLois(1)
                        .build()))
            .build());
  }

  private MvcTestResult get(String uri, String... headers) {
    MockMvcTester.MockMvcRequestBuilder request = http.get().uri(URI.create(uri));
    for (int i = 0; i < headers.length; i += 2) {
      request = request.header(headers[i], headers[i + 1]);
    }
    return request.exchange();
  }

  private byte[] body(String uri) {
    MvcTestResult result = get(uri);
    assertThat(result).hasStatusOk();
    return result.getResponse().getContentAsByteArray();
  }

  private JsonNode json(String uri) {
    return JsonMapper.shared().readTree(body(uri));
  }

  private JsonNode row(String query, String pool) {
    return json("/api/v1/dashboard?season=2026" + query)
        .get("rows")
        .valueStream()
        .filter(row -> row.get("pool").asString().equals(pool))
        .findFirst()
        .orElseThrow();
  }

  @Property(tries = 40)
  void aHistoryHasARowPerWeekWhoseChangesAddUp(
      @ForAll("publications") List<Publication> publications) {
    // All tries of a property have the same instance.
    PublishedFiguresTest fresh = new PublishedFiguresTest();
    publications.forEach(
        publication ->
            Published.apply(
                fresh.published,
                publication,
                1,
                publication.date().atStartOfDay(Weeks.ZONE).toInstant()));

    List<JsonNode> rows = fresh.json(IRELAND + "/history").get("rows").valueStream().toList();

    assertThat(rows.stream().map(row -> row.get("publishedOn").asString()))
        .containsExactlyElementsOf(
            publications.stream().map(publication -> publication.date().toString()).toList());
    assertThat(rows.stream().map(row -> LocalDate.parse(row.get("week").asString())))
        .allMatch(week -> week.getDayOfWeek() == DayOfWeek.FRIDAY)
        .doesNotHaveDuplicates()
        .isSorted();
    for (int i = 1; i < rows.size(); i++) {
      JsonNode then = rows.get(i - 1);
      JsonNode now = rows.get(i);
      for (String number : List.of("invitationsIssued", "candidatesInPool")) {
        JsonNode change =
            now.at(
                number.equals("invitationsIssued")
                    ? "/changeSinceLastPublication/invitations"
                    : "/changeSinceLastPublication/candidates");
        if (then.get(number).isNull() || now.get(number).isNull()) {
          assertThat(change.isNull()).isTrue();
        } else {
          assertThat(change.asLong())
              .isEqualTo(now.get(number).asLong() - then.get(number).asLong());
        }
      }
    }
    assertThat(rows.getFirst().at("/changeSinceLastPublication/since").isNull()).isTrue();
    assertThat(fresh.body(IRELAND + "/history?format=csv"))
        .asString(UTF_8)
        .hasLineCount(1 + rows.size());
  }

  @Provide
  Arbitrary<List<Publication>> publications() {
    return Published.publications();
  }

  @Nested
  class Rows {

    @Test
    void aSeasonThatNobodyCountsIsShownFromItsPublications() {
      publish();

      JsonNode all = json("/api/v1/dashboard");

      assertThat(all.get("season").asInt()).isEqualTo(2026);
      assertThat(all.get("rows").valueStream().map(row -> row.get("pool").asString()))
          .containsExactly(
              "2026/AD/WORKING_HOLIDAY",
              "2026/FR/YOUNG_PROFESSIONALS",
              "2026/FR/YOUNG_PROFESSIONALS/VIE",
              "2026/IE/WORKING_HOLIDAY");
      JsonNode ireland = row("", "2026/IE/WORKING_HOLIDAY");
      assertThat(ireland.get("source").asString()).isEqualTo("published");
      assertThat(ireland.get("quota").asInt()).isEqualTo(10_000);
      assertThat(ireland.get("invitationsIssued").asInt()).isEqualTo(4_150);
      assertThat(ireland.get("spotsAvailable").asString()).isEqualTo("unlimited");
      assertThat(ireland.get("rating").asString()).isEqualTo("Very good");
      assertThat(ireland.get("chance").isNull()).isTrue();
      assertThat(ireland.get("loisIssued").isNull()).isTrue();
      assertThat(ireland.get("publishedRevision").asInt()).isEqualTo(2);
      assertThat(ireland.get("publishedOn").asString()).isEqualTo("2026-05-01");
    }

    @Test
    void whatIsCountedIsShownWithThePublishedFigureAndTheDifference() {
      publish();
      count();

      JsonNode ireland = row("", "2026/IE/WORKING_HOLIDAY");

      assertThat(ireland.get("source").asString()).isEqualTo("counted");
      assertThat(ireland.get("invitationsIssued").asInt()).isEqualTo(2);
      assertThat(ireland.get("publishedInvitations").asString()).isEqualTo("4,150");
      assertThat(ireland.get("invitationsDifference").asInt()).isEqualTo(-4_148);
      assertThat(ireland.get("candidatesDifference").asInt()).isEqualTo(1);
      assertThat(ireland.get("spotsDifference").isNull()).isTrue();
      assertThat(row("", "2026/AD/WORKING_HOLIDAY").get("source").asString())
          .isEqualTo("published");
    }

    @Test
    void asOfADayTheLastPublicationUntilThatDayIsShown() {
      publish();

      assertThat(row("&asOf=2026-04-30", "2026/IE/WORKING_HOLIDAY").get("publishedOn").asString())
          .isEqualTo("2026-04-24");
      assertThat(row("&asOf=2026-05-01", "2026/IE/WORKING_HOLIDAY").get("publishedOn").asString())
          .isEqualTo("2026-05-01");
      assertThat(json("/api/v1/dashboard?season=2026&asOf=2026-04-23").get("rows")).isEmpty();
    }

    @Test
    void asKnownAtATimeLaterCorrectionsAreLeftOut() {
      publish();

      assertThat(
              row("&knownAt=2026-05-04T14:59:59Z", "2026/IE/WORKING_HOLIDAY")
                  .get("invitationsIssued")
                  .asInt())
          .isEqualTo(4_100);
      assertThat(
              row("&knownAt=2026-05-04T15:00:00Z", "2026/IE/WORKING_HOLIDAY")
                  .get("invitationsIssued")
                  .asInt())
          .isEqualTo(4_150);
    }

    @Test
    void theHistoryHasARowPerPublication() {
      publish();

      JsonNode rows = json("/api/v1/pools/2026/IE/WORKING_HOLIDAY/history").get("rows");

      assertThat(rows.valueStream().map(row -> row.get("invitationsIssued").asInt()))
          .containsExactly(4_000, 4_150);
      assertThat(rows.valueStream().map(row -> row.get("week").asString()))
          .containsExactly("2026-04-24", "2026-05-01");
    }

    @Test
    void aHistoryThatIsCountedHasThePublicationsOfOtherWeeksToo() {
      publish();
      count();

      JsonNode rows = json("/api/v1/pools/2026/IE/WORKING_HOLIDAY/history").get("rows");

      assertThat(rows.valueStream().map(row -> row.get("source").asString()))
          .containsExactly("counted", "published", "published");
    }

    @Test
    void csvStatesTheSourceAndTheCodesOfContradictions() {
      publish();

      String csv = new String(body("/api/v1/dashboard?format=csv"), UTF_8);

      assertThat(csv.lines().skip(1))
          .hasSize(4)
          .allMatch(line -> line.contains(",published,"))
          .filteredOn(line -> line.startsWith("2026/AD/"))
          .singleElement()
          .asString()
          .endsWith(",TEST");
    }

    @Test
    void theSeasonIsListed() {
      publish();

      assertThat(json("/api/v1/seasons").at("/seasons/0/isDefault").asBoolean()).isTrue();
      assertThat(json("/api/v1/seasons").at("/seasons/0/source").asString()).isEqualTo("published");
      count();
      assertThat(json("/api/v1/seasons").at("/seasons/0/source").asString()).isEqualTo("counted");
    }

    @Test
    void aRatingSelectsPublishedRowsToo() {
      publish();

      assertThat(json("/api/v1/dashboard?rating=VERY_LOW").get("rows").valueStream())
          .extracting(row -> row.get("pool").asString())
          .containsExactly("2026/FR/YOUNG_PROFESSIONALS");
      assertThat(json("/api/v1/dashboard?open=1").get("rows")).isEmpty();
    }
  }

  @Nested
  class Pool {

    @Test
    void aPoolThatIsOnlyPublishedIsAnsweredFromItsLastPublication() {
      publish();

      JsonNode pool = json(IRELAND);

      assertThat(pool.at("/row/source").asString()).isEqualTo("published");
      assertThat(pool.at("/row/invitationsIssued").asInt()).isEqualTo(4_150);
      assertThat(pool.at("/row/publishedOn").asString()).isEqualTo("2026-05-01");
      assertThat(pool.propertyNames()).as("what nobody states").containsExactly("row");
      assertThat(json(IRELAND + "/rounds").get("rounds")).isEmpty();
    }

    @Test
    void itStatesTheRoundsAsPublishedAndWhatChangedSinceThePublicationBefore() {
      publish();

      JsonNode row = json(IRELAND).get("row");

      assertThat(row.get("publishedFirstRound").asString()).isEqualTo("Week of January 19, 2026");
      assertThat(row.get("publishedFinalRound").asString()).isEqualTo("To be announced");
      assertThat(row.at("/changeSinceLastPublication/since").asString()).isEqualTo("2026-04-24");
      assertThat(row.at("/changeSinceLastPublication/invitations").asInt()).isEqualTo(150);
      assertThat(row.at("/changeSinceLastPublication/quota").asInt()).isZero();
      assertThat(row.at("/changeSinceLastPublication/spots").isNull())
          .as("unlimited spots")
          .isTrue();
      for (String unknown :
          List.of(
              "poolStatus",
              "publishedAt",
              "nextPublicationAt",
              "firstRoundAt",
              "nextRoundAt",
              "nextRoundAnnouncedSize",
              "finalRoundAt",
              "roundsLeft",
              "changeSinceLastPublication/lois")) {
        assertThat(row.at("/" + unknown).isNull()).as(unknown).isTrue();
      }
    }

    @Test
    void aPoolThatAppearsNowhereIsUnknown() {
      publish();

      assertThat(get("/api/v1/pools/2026/DE/WORKING_HOLIDAY")).hasStatus(HttpStatus.NOT_FOUND);
      assertThat(get("/api/v1/pools/2026/DE/WORKING_HOLIDAY/rounds"))
          .hasStatus(HttpStatus.NOT_FOUND);
      assertThat(get("/api/v1/pools/2025/IE/WORKING_HOLIDAY")).hasStatus(HttpStatus.NOT_FOUND);
    }

    @Test
    void aCountedPoolKeepsItsStateNextToThePublishedFigures() {
      publish();
      count();

      JsonNode pool = json(IRELAND);

      assertThat(pool.at("/row/source").asString()).isEqualTo("counted");
      assertThat(pool.at("/row/publishedInvitations").asString()).isEqualTo("4,150");
      assertThat(pool.has("state")).isTrue();
    }
  }

  @Nested
  class Feed {

    @Test
    void aPublishedFeedIsServedEqualInEveryField() {
      publish();

      assertThat(Published.read(body("/selections.xml"))).isEqualTo(corrected());
      assertThat(body("/selections.xml")).isEqualTo(FeedWriter.write(corrected()));
    }

    @Test
    void itIsServedAsOfATimeAndAsKnown() {
      publish();

      assertThat(Published.read(body("/selections.xml?season=2026&asOf=2026-04-30")))
          .isEqualTo(first());
      assertThat(Published.read(body("/selections.xml?knownAt=2026-05-02"))).isEqualTo(second());
    }

    @Test
    void countedRowsReplaceThePublishedOnesOfTheirPools() {
      publish();
      count();

      Publication feed = Published.read(body("/selections.xml"));

      assertThat(feed.date()).isEqualTo("2026-06-01");
      assertThat(feed.rows()).hasSize(5);
      assertThat(feed.rows().get(3).invitations().stated()).isEqualTo("2");
      assertThat(feed.rows().get(3).quota().stated()).isEqualTo("100");
      assertThat(feed.rows().get(4)).isEqualTo(corrected().rows().get(4));
    }

    @Test
    void aSeasonThatIsOnlyCountedIsServedInTheSameFormat() {
      count();

      Publication feed = Published.read(body("/selections.xml"));

      assertThat(feed.rows())
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.code()).isEqualTo("ie");
                assertThat(row.category()).isEqualTo("wh");
                assertThat(row.candidates().stated()).isEqualTo("3");
                assertThat(row.spots().stated()).isEqualTo("99");
                assertThat(row.rating().orElseThrow().code()).isBetween(0, 5);
              });
    }

    @Test
    void aTrackerThatReadsXmlByTheOrderOfElementsWorks() throws Exception {
      publish();
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      Document document =
          factory
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(new String(body("/selections.xml"), UTF_8))));

      NodeList countries = document.getDocumentElement().getElementsByTagName("country");

      assertThat(countries.getLength()).isEqualTo(4);
      NodeList fields = ((Element) countries.item(2)).getElementsByTagName("*");
      List<String> names = new ArrayList<>();
      for (int i = 0; i < fields.getLength(); i++) {
        names.add(fields.item(i).getNodeName());
      }
      assertThat(names)
          .containsExactly(
              "quota", "first", "second", "invitations", "candidates", "spots", "chances");
      assertThat(fields.item(3).getTextContent()).isEqualTo("4,150");
    }

    @Test
    void aTrackerThatSplitsOnTagsWithRegularExpressionsWorks() {
      publish();
      String text = new String(body("/selections.xml"), UTF_8);

      Matcher country =
          Pattern.compile(
                  "<country location=\"Ireland\" category=\"wh\" code=\"ie\">.*?<invitations><!\\[CDATA\\[([0-9,]+)\\]\\]></invitations>.*?<chances><!\\[CDATA\\[([0-5])\\]\\]></chances></country>")
              .matcher(text);

      assertThat(country.find()).isTrue();
      assertThat(country.group(1)).isEqualTo("4,150");
      assertThat(country.group(2)).isEqualTo("2");
      assertThat(text).contains("<chancesdate><![CDATA[May&nbsp;1,&nbsp;2026]]></chancesdate>");
    }

    @Test
    void aTrackerThatPollsWithIfModifiedSinceGetsAFileOnlyAfterAChange() {
      publish();
      String since = get("/selections.xml").getResponse().getHeader(HttpHeaders.LAST_MODIFIED);

      assertThat(since).isEqualTo("Mon, 04 May 2026 15:00:00 GMT");
      assertThat(get("/selections.xml", HttpHeaders.IF_MODIFIED_SINCE, since))
          .hasStatus(HttpStatus.NOT_MODIFIED);
      Published.apply(
          published,
          Published.read(Published.feed("May 8, 2026", "4,200")),
          1,
          Instant.parse("2026-05-08T20:00:00Z"));
      assertThat(get("/selections.xml", HttpHeaders.IF_MODIFIED_SINCE, since)).hasStatusOk();
    }

    @Test
    void anEntityTagIsAnsweredInTheSameWay() {
      publish();
      MvcTestResult answer = get("/selections.xml");
      String tag = answer.getResponse().getHeader(HttpHeaders.ETAG);

      assertThat(answer).hasHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
      assertThat(get("/selections.xml", HttpHeaders.IF_NONE_MATCH, tag))
          .hasStatus(HttpStatus.NOT_MODIFIED);
      assertThat(get("/selections.csv", HttpHeaders.IF_NONE_MATCH, tag)).hasStatusOk();
    }

    @Test
    void jsonAndCsvStateTheSame() {
      publish();

      JsonNode json = json("/selections.json");
      FeedResult csv = WeeksReader.read(body("/selections.csv"));

      assertThat(json.get("date").asString()).isEqualTo("2026-05-01");
      assertThat(json.at("/rows/2/sub").asString()).contains("VIE");
      assertThat(json.at("/rows/3/invitations").asString()).isEqualTo("4,150");
      assertThat(((FeedResult.Read) csv).publications().getFirst().rows())
          .isEqualTo(corrected().rows());
    }

    @Test
    void theFormatFollowsAcceptOnlyIfItExcludesXml() {
      publish();

      assertThat(get("/selections.xml", HttpHeaders.ACCEPT, "text/csv"))
          .hasContentTypeCompatibleWith("text/csv");
      assertThat(get("/selections.xml", HttpHeaders.ACCEPT, "application/json"))
          .hasContentTypeCompatibleWith("application/json");
      assertThat(get("/selections.xml", HttpHeaders.ACCEPT, "application/json, text/plain, */*"))
          .hasContentTypeCompatibleWith("application/xml");
    }

    @Test
    void withoutAnythingThereIsNoFeed() {
      assertThat(get("/selections.xml")).hasStatus(HttpStatus.NOT_FOUND);
      assertThat(get("/selections.xml?season=2019&colour=red")).hasStatus(HttpStatus.BAD_REQUEST);
    }
  }
}
