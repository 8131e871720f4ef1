package org.iecpools.stats.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.iecpools.domain.Reference;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.Event;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.domain.Rebuilds;
import org.iecpools.stats.domain.StatsInMemory;
import org.iecpools.stats.stream.PublishedValues;
import org.iecpools.stats.stream.TestPositions;
import org.iecpools.stats.web.VersionedAnswers;
import org.iecpools.track.PublishedHistory;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.ParseErrorList;
import org.jsoup.parser.Parser;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockServletContext;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The pages with the numbers of a story, without the rest of the service. */
final class Site {

  private static final int MOST_ERRORS = 20;
  private static final Pattern PATTERN = Pattern.compile("\\{\\d|\\bnull\\b|NaN|Infinity|Optional");

  final StatsInMemory stats;
  final PublishedHistory published = new PublishedHistory();
  final PublishedValues publishedValues = new PublishedValues(published);
  final Publications publications = new Publications(Reference.shipped());
  private final MockMvcTester http;

  Site(Instant now, Event... events) {
    this(now, List.of(events));
  }

  Site(Instant now, List<? extends Event> events) {
    this.stats = StatsInMemory.with(events);
    ServiceClock clock = ServiceClock.simulated();
    clock.accept(new ClockTicked("test", 1L, now));
    AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext();
    context.setServletContext(new MockServletContext());
    context.register(Http.class);
    context.addBeanFactoryPostProcessor(
        beans -> {
          beans.registerSingleton("dashboard", stats.dashboard);
          beans.registerSingleton("publications", publications);
          beans.registerSingleton("published", published);
          beans.registerSingleton("publishedValues", publishedValues);
          beans.registerSingleton("draws", stats.draws);
          beans.registerSingleton("rebuilds", new Rebuilds(Set.of(), stats.ledger, stats.draws));
          beans.registerSingleton("clock", clock);
          beans.registerSingleton("versions", new TestPositions().versions(() -> 0, clock));
        });
    context.refresh();
    this.http = MockMvcTester.from(context);
  }

  /**
   * The controllers of the pages, and that of the JSON with which pages are compared. Without
   * {@code @Configuration}, so that scans of this package by other tests do not find it:
   * {@code @EnableWebMvc} would remove their static files.
   */
  @EnableWebMvc
  @ComponentScan(
      basePackageClasses = VersionedAnswers.class,
      useDefaultFilters = false,
      includeFilters =
          @ComponentScan.Filter(
              type = FilterType.REGEX,
              pattern =
                  "org\\.iecpools\\.stats\\.web\\.(DashboardController|Forecasts|page\\."
                      + "((Pages|PoolPage|CountryPage|RoundPage|ComparePage|StatusPage|Embed)Controller|Frames|PoolLines|PageAnswers|ShareImages))"))
  static class Http {}

  /** The row of a pool in the answer of the API for a season. */
  JsonNode json(PoolId pool, String query) {
    MvcTestResult result =
        http.get().uri("/api/v1/dashboard?season=" + pool.getSeason() + query).exchange();
    assertThat(result).hasStatusOk();
    return JsonMapper.shared()
        .readTree(result.getResponse().getContentAsByteArray())
        .get("rows")
        .valueStream()
        .filter(row -> row.get("pool").asString().equals(PoolIds.text(pool)))
        .findFirst()
        .orElseThrow();
  }

  /** A page, which must exist and be well formed. */
  Document page(String address) {
    return page(address, HttpStatus.OK);
  }

  /** A page with a status, which must be well formed. */
  Document page(String address, HttpStatus status) {
    MvcTestResult result = http.get().uri(URI.create(address)).exchange();
    assertThat(result).as(address).hasStatus(status).hasContentTypeCompatibleWith("text/html");
    try {
      return checked(address, result.getResponse().getContentAsString());
    } catch (UnsupportedEncodingException e) {
      throw new AssertionError(e);
    }
  }

  /** The answer to a request. */
  MvcTestResult get(String address, String... headers) {
    MockMvcTester.MockMvcRequestBuilder request = http.get().uri(URI.create(address));
    for (int i = 0; i < headers.length; i += 2) {
      request = request.header(headers[i], headers[i + 1]);
    }
    return request.exchange();
  }

  /** Where an address leads. */
  String location(String address) {
    MvcTestResult result = http.get().uri(URI.create(address)).exchange();
    assertThat(result).hasStatus(HttpStatus.FOUND);
    return result.getResponse().getHeader("Location");
  }

  private static Document checked(String address, String html) {
    Parser parser = Parser.htmlParser().setTrackErrors(MOST_ERRORS);
    Document page = Jsoup.parse(html, "", parser);
    ParseErrorList errors = parser.getErrors();
    assertThat(errors).as("%s: %s", address, html).isEmpty();
    assertThat(page.text()).as(address).doesNotContainPattern(PATTERN);
    assertThat(page.select("[style], style, script:not([src])")).as("the policy").isEmpty();
    assertThat(page.select("table").stream())
        .allSatisfy(table -> assertThat(table.select("> caption").text()).isNotBlank());
    assertThat(page.select("th:not([scope])")).as("headers without scope").isEmpty();
    assertThat(page.select("[id]").eachAttr("id")).as("ids").doesNotHaveDuplicates();
    assertHeadings(page);
    return page;
  }

  /** One h1, and no level is left out on the way down. */
  private static void assertHeadings(Document page) {
    assertThat(page.select("h1")).hasSize(1);
    int level = 0;
    for (Element heading : page.select("h1, h2, h3, h4")) {
      int next = Integer.parseInt(heading.tagName().substring(1));
      assertThat(next).as("level of \"%s\"", heading.text()).isLessThanOrEqualTo(level + 1);
      level = next;
    }
  }

  /** The text of an element with an id. */
  static String text(Document page, String id) {
    Element element = page.getElementById(id);
    return element == null ? "" : element.text();
  }
}
