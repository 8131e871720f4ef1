package org.iecpools.stats.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.iecpools.stats.web.ApiDescriptionTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.context.WebApplicationContext;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(
    classes = ApiDescriptionTest.HttpOnly.class,
    properties = "management.endpoint.health.validate-group-membership=false")
class PagesControllerTest {

  @Autowired private WebApplicationContext context;
  private MockMvcTester http;

  @BeforeEach
  void ask() {
    http = MockMvcTester.from(context);
  }

  @ParameterizedTest
  @CsvSource({
    "en, /en",
    "fr-CA;q=0.9, /fr",
    "'de, fr;q=0.5, en;q=0.1', /fr",
    "de, /en",
    "'', /en",
    "'not;a;header', /en"
  })
  void theStartPageIsInTheLanguageOfTheBrowser(String accept, String location) {
    assertThat(get("/", accept))
        .hasStatus(HttpStatus.FOUND)
        .hasHeader(HttpHeaders.LOCATION, location)
        .hasHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE);
  }

  @Test
  void linksOfEarlierVersionsLeadToTheSameTable() {
    assertThat(
            get("/?season=2026&country=C%C3%B4te%20d%27Ivoire&category=WORKING_HOLIDAY&x=1", "en"))
        .hasHeader(
            HttpHeaders.LOCATION,
            "/en/2026?country=C%C3%B4te%20d%27Ivoire&category=WORKING_HOLIDAY");
  }

  @ParameterizedTest
  @CsvSource({
    "/en/, /en",
    "/fr/2026/ie/working-holiday/?knownAt=2026-02-06, /fr/2026/ie/working-holiday?knownAt=2026-02-06",
    "/embed/en/2026/ie/working-holiday/, /embed/en/2026/ie/working-holiday",
    "/en//example.org/, /en//example.org"
  })
  void aSlashAtTheEndLeadsToThePage(String address, String location) {
    MockMvcTester filtered =
        MockMvcTester.from(context, mvc -> mvc.addFilters(PagePaths.withoutSlashAtEnd()).build());

    assertThat(filtered.get().uri(URI.create(address)).exchange())
        .hasStatus(HttpStatus.PERMANENT_REDIRECT)
        .hasHeader(HttpHeaders.LOCATION, location);
  }

  @Test
  void theTableIsInTheHtml() {
    assertThat(get("/en/2026"))
        .hasStatusOk()
        .bodyText()
        .contains(">Ireland</a>", ">Working Holiday</a>", "<html lang=\"en-CA\">");
    assertThat(get("/fr/2026"))
        .hasStatusOk()
        .bodyText()
        .contains(">Irlande</a>", ">Vacances-travail</a>", "<html lang=\"fr-CA\">");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "asOf=2026-02-30",
        "asOf=2999-01-01",
        "asOf=0002-01-15",
        "asOf=yesterday",
        "knownAt=%00",
        "category=HOLIDAY",
        "rating=best",
        "sort=%3Cscript%3E"
      })
  void anAddressThatCannotBeReadShowsTheTableWithANotice(String query) {
    assertThat(get("/en/2026?" + query))
        .hasStatusOk()
        .bodyText()
        .contains("role=\"alert\"", ">Ireland</a>")
        .doesNotContain("<script>");
  }

  @Test
  void aDayIsIncluded() {
    assertThat(get("/en/2026?asOf=2026-01-13")).bodyText().doesNotContain(">5<");
    assertThat(get("/en/2026?asOf=2026-01-14"))
        .bodyText()
        .contains("As of January 14, 2026, this day included");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/en/2026?country=irel", "/en/2026?country=ie", "/fr/2026?country=IRLANDE"})
  void aCountryIsFoundByAPartOfItsNameOrItsCode(String address) {
    assertThat(get(address)).bodyText().contains("2026/IE/WORKING_HOLIDAY");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/en/2026",
        "/en/2026?country=irel",
        "/fr/2026?country=irl&sort=chance",
        "/en/2026?country=eire",
        "/en/2026?country=i&open=1",
        "/en/2026?category=working-holiday",
        "/en/2026?asOf=2026-01-13&open=1"
      })
  void aDownloadHasExactlyTheRowsShown(String address) throws Exception {
    assertDownload(address);
  }

  @Test
  void aDownloadHasExactlyTheRowsOfARating() throws Exception {
    String rows = get("/api/v1/dashboard?season=2026").getResponse().getContentAsString();
    String rating =
        JsonMapper.shared().readTree(rows).at("/rows/0/rating").asString().replace(' ', '_');

    assertDownload("/en/2026?country=irlande&rating=" + PagePaths.slug(rating));
  }

  private void assertDownload(String address) throws Exception {
    String page = get(address).getResponse().getContentAsString();
    List<String> shown =
        Pattern.compile("<tr role=\"row\" id=\"([^\"]+)\"")
            .matcher(page)
            .results()
            .map(match -> match.group(1))
            .toList();
    String link =
        Pattern.compile("href=\"([^\"]+)\" id=\"download-csv\"")
            .matcher(page)
            .results()
            .map(match -> match.group(1).replace("&amp;", "&"))
            .findFirst()
            .orElseThrow();

    String csv = get(link).getResponse().getContentAsString();

    assertThat(shown).isNotEmpty();
    // Pools that are not offered are listed below the table.
    assertThat(csv.lines().skip(1).filter(line -> !line.contains(",not offered,")))
        .map(line -> line.substring(0, line.indexOf(',')))
        .containsExactlyInAnyOrderElementsOf(shown);
    assertThat(get(link.replace("format=csv", "format=json"))).hasStatusOk();
  }

  @Test
  void filtersThatMatchNothingSayThatAndOfferAllPools() {
    assertThat(get("/en/2026?country=Atlantis"))
        .hasStatusOk()
        .bodyText()
        .contains("No pool matches the filters.", "href=\"/en/2026\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/en/1999", "/en/no-such-page", "/fr/2026/ie/no/such/page/at/all"})
  void anyOtherAddressHasItsOwnPage(String address) {
    assertThat(get(address)).hasStatus(HttpStatus.NOT_FOUND).bodyText().contains("<h1>");
  }

  @Test
  void anUnchangedPageIsNotSentAgain() {
    String tag = get("/en/2026").getResponse().getHeader(HttpHeaders.ETAG);

    assertThat(http.get().uri("/en/2026").header(HttpHeaders.IF_NONE_MATCH, tag))
        .hasStatus(HttpStatus.NOT_MODIFIED)
        .hasHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
  }

  @ParameterizedTest
  @ValueSource(strings = {"how-it-works", "method", "data", "status"})
  void aPageWithoutATableExistsInBothLanguages(String page) {
    for (Language language : Language.values()) {
      assertThat(get("/" + language.code() + "/" + page))
          .hasStatusOk()
          .bodyText()
          .contains("<h1>", "/" + language.other().code() + "/" + page);
    }
  }

  @Test
  void aPoolCanBeEmbeddedAndHasABadge() {
    assertThat(get("/embed/en/2026/ie/working-holiday"))
        .hasStatusOk()
        .bodyText()
        .contains("Ireland, Working Holiday", "target=\"_top\"");
    assertThat(get("/badge/fr/2026/ie/working-holiday.svg"))
        .hasStatusOk()
        .hasContentTypeCompatibleWith("image/svg+xml")
        .bodyText()
        .contains("<svg", "Irlande, Vacances-travail");
    assertThat(get("/embed/en/2026/zz/working-holiday")).hasStatus(HttpStatus.NOT_FOUND);
    assertThat(get("/badge/en/2026/zz/working-holiday.svg")).hasStatus(HttpStatus.NOT_FOUND);
  }

  private MvcTestResult get(String address) {
    return get(address, "en");
  }

  private MvcTestResult get(String address, String languages) {
    return http.get()
        .uri(URI.create(address))
        .header(HttpHeaders.ACCEPT_LANGUAGE, languages)
        .header(HttpHeaders.HOST, "localhost")
        .exchange();
  }
}
