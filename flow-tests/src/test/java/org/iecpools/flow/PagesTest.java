package org.iecpools.flow;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.iecpools.flow.PageBrowser.Watched;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Uses the pages as readers do, in a browser, in the middle of a season. Needs Chromium and Node
 * ({@code .ci/run pages}).
 */
@Tag("pages")
class PagesTest {

  private static final String TABLE = "/en/" + PlayedSeason.YEAR;

  /** Every kind of page without a pool, below the language. */
  private static final List<String> ROUTES =
      List.of(
          "/" + PlayedSeason.YEAR,
          "/how-it-works",
          "/method",
          "/follow",
          "/data",
          "/status",
          "/verify",
          "/no-such-page");

  private static final List<Integer> WIDTHS = List.of(320, 360, 768, 1280, 1920);

  /** One with cards and one with a table. axe takes seconds for a page with many rows. */
  private static final List<Integer> WIDTHS_OF_AXE = List.of(320, 1280);

  private static PlayedSeason season;
  private static PageBrowser browser;

  /** A pool with candidates, a past and a next round, as season/COUNTRY/CATEGORY. */
  private static String pool;

  @BeforeAll
  static void start() {
    season = PlayedSeason.start();
    browser = PageBrowser.at(season.pages());
    pool =
        json("/api/v1/dashboard?season=" + PlayedSeason.YEAR + "&open=1")
            .path("rows")
            .valueStream()
            .filter(row -> row.path("candidatesInPool").asInt() > 1)
            .map(row -> row.path("pool").asString())
            .filter(it -> json("/api/v1/pools/" + it).has("lastRound"))
            .findFirst()
            .orElseThrow();
  }

  @AfterAll
  static void stop() {
    try {
      if (browser != null) {
        browser.close();
      }
    } finally {
      if (season != null) {
        season.close();
      }
    }
  }

  static Stream<String> paths() {
    String ofPool = poolPath();
    String round = json("/api/v1/pools/" + pool).path("lastRound").path("roundId").asString();
    Stream<String> ofPools =
        Stream.of(
            ofPool.substring(0, ofPool.lastIndexOf('/')),
            ofPool,
            ofPool + "/rounds/" + round,
            "/compare?pools=" + ofPool.substring(ofPool.indexOf('/', 1) + 1));
    List<String> routes = Stream.concat(ROUTES.stream(), ofPools).toList();
    return Stream.of("/en", "/fr").flatMap(language -> routes.stream().map(language::concat));
  }

  /** The path of the pool's page, below the language. */
  private static String poolPath() {
    return "/" + pool.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What holds for every page. */
  @Nested
  class EveryPage {

    @ParameterizedTest
    @MethodSource("org.iecpools.flow.PagesTest#paths")
    void isFaultlessAtEveryWidthAndInBothColourSchemes(String path) {
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        for (int width : WIDTHS) {
          try (Watched watched = browser.page(scheme, width, 900).at(path)) {
            Page page = watched.page();
            screenshot(page, path, scheme, width);

            String where = "%s, %s, %d px".formatted(path, scheme, width);
            assertThat(sideways(page)).as("scrolls sideways: " + where).isZero();
            if (WIDTHS_OF_AXE.contains(width)) {
              assertThat(violations(page)).as("accessibility: " + where).isEmpty();
            }
            assertThat(watched.faults()).as(where).isEmpty();
          }
        }
      }
    }

    @ParameterizedTest
    @MethodSource("org.iecpools.flow.PagesTest#paths")
    void showsWhatHasTheFocus(String path) {
      for (int width : List.of(320, 1280)) {
        for (String key : List.of("Tab", "Shift+Tab")) {
          try (Watched watched = browser.page(ColorScheme.LIGHT, width, 700).at(path)) {
            List<String> focused = new ArrayList<>();
            for (int press = 0; press < 50; press++) {
              watched.page().keyboard().press(key);
              String fault = (String) watched.page().evaluate(FOCUS_FAULT);
              if (fault == null) {
                break;
              }
              focused.add(fault);
            }
            assertThat(focused).as("links of the navigation").hasSizeGreaterThan(4);
            assertThat(focused).as(path + ", " + width + " px, " + key).allMatch(String::isEmpty);
          }
        }
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/en/2021", "/fr/2021"})
    void isShortOnPaper(String path) {
      try (Watched watched = browser.page().at(path)) {
        byte[] pdf = watched.page().pdf(new Page.PdfOptions().setFormat("A4"));

        long sheets =
            Pattern.compile("/Type\\s*/Page[^s]")
                .matcher(new String(pdf, StandardCharsets.ISO_8859_1))
                .results()
                .count();
        assertThat(sheets).isBetween(1L, 3L);
      }
    }

    /** The fastest of five loads, so that a busy machine does not decide. */
    @ParameterizedTest
    @MethodSource("org.iecpools.flow.PagesTest#paths")
    void isPaintedWithinASecond(String path) {
      double fastest = Double.POSITIVE_INFINITY;
      for (int load = 0; load < 5; load++) {
        try (Watched watched = browser.page().at(path)) {
          watched.page().waitForFunction(FIRST_PAINT + " !== undefined");
          Number millis = (Number) watched.page().evaluate(FIRST_PAINT);
          fastest = Math.min(fastest, millis.doubleValue());
        }
      }
      assertThat(fastest).as("first contentful paint of %s in ms", path).isBetween(1.0, 1000.0);
    }

    private static final String FIRST_PAINT =
        "performance.getEntriesByName('first-contentful-paint')[0]?.startTime";

    // Null if nothing has the focus, empty if what has it is visible, else what is wrong.
    private static final String FOCUS_FAULT =
        """
        () => {
          const element = document.activeElement;
          if (!element || element === document.body) return null;
          const name = element.outerHTML.slice(0, 80);
          const box = element.getClientRects()[0];
          if (!box || box.width < 2 || box.height < 2) return "has no size: " + name;
          if (box.top < 0 || box.bottom > innerHeight + 1 && box.height < innerHeight || box.left < 0
              || box.right > innerWidth + 1) return "is outside of the window: " + name;
          const style = getComputedStyle(element);
          if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return "has no outline: " + name;
          const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
          if (!top || !(element.contains(top) || top.contains(element))) return "is covered: " + name;
          return "";
        }
        """;

    private static int sideways(Page page) {
      return (int)
          page.evaluate(
              "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
    }

    private static List<String> violations(Page page) {
      return new AxeBuilder(page)
          .analyze().getViolations().stream().map(PagesTest.EveryPage::line).toList();
    }

    private static String line(Rule rule) {
      return rule.getId()
          + ": "
          + rule.getNodes().stream().limit(3).map(node -> node.getHtml()).toList();
    }

    private static void screenshot(Page page, String path, ColorScheme scheme, int width) {
      String name =
          "%s-%s-%d.png"
              .formatted(
                  path.substring(1).replaceAll("[/?=]", "-"),
                  scheme.name().toLowerCase(Locale.ROOT),
                  width);
      page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", name)));
    }
  }

  /** What the season's table does. */
  @Nested
  class SeasonTable {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/en", "/fr"})
    void isTheStartPage(String path) {
      try (Watched watched = browser.page().at(path)) {
        assertThat(watched.page().locator("h1")).containsText(String.valueOf(PlayedSeason.YEAR));
        assertThat(watched.page().locator("#rows tr").first()).isVisible();
        assertThat(watched.faults()).isEmpty();
      }
    }

    @Test
    void isSortedByClickAndByKeyboard() {
      try (Watched watched = browser.page().at(TABLE)) {
        Page page = watched.page();

        page.locator("#sort-candidates").click();
        assertThat(page).hasURL(Pattern.compile("sort=candidates"));
        assertThat(header(page, "candidates")).hasAttribute("aria-sort", "descending");
        assertThat(List.copyOf(candidates(page).values()))
            .isSortedAccordingTo(Comparator.reverseOrder());

        page.keyboard().press("Enter");
        assertThat(header(page, "candidates")).hasAttribute("aria-sort", "ascending");
        assertThat(page.locator("#sort-candidates")).isFocused();

        page.locator("#category").selectOption("working-holiday");
        assertThat(page).hasURL(Pattern.compile("category=working-holiday"));
        assertThat(header(page, "candidates")).hasAttribute("aria-sort", "ascending");
        assertThat(watched.faults()).isEmpty();
      }
    }

    @Test
    void announcesWhatAFilterLeaves() {
      try (Watched watched = browser.page().at(TABLE)) {
        Page page = watched.page();

        page.locator("#country").pressSequentially("irel");

        assertThat(page).hasURL(Pattern.compile("country=irel$"));
        assertThat(page.getByRole(AriaRole.STATUS))
            .hasText(Pattern.compile("^\\d pools? of \\d+$"));
        assertThat(page.locator("#rows th").first()).containsText("Ireland");
        assertThat(page.locator("#country")).isFocused();
      }
    }

    @Test
    void aLinkShowsTheSameRowsToEveryone() {
      try (Watched watched =
          browser.page().at(TABLE + "?category=working-holiday&sort=spots&order=up")) {
        Page page = watched.page();

        assertThat(page.locator("#category")).hasValue("working-holiday");
        assertThat(header(page, "spots")).hasAttribute("aria-sort", "ascending");
        assertThat(page.locator("#rows [data-column=category]").allInnerTexts())
            .isNotEmpty()
            .allMatch("Working Holiday"::equals);
      }
    }

    @Test
    void backAndForwardRestoreFilters() {
      try (Watched watched = browser.page().at(TABLE)) {
        Page page = watched.page();
        page.locator("#category").selectOption("young-professionals");
        assertThat(page).hasURL(Pattern.compile("category="));
        page.locator("#country").pressSequentially("fra");
        assertThat(page).hasURL(Pattern.compile("country=fra"));
        page.locator("#open").check();
        assertThat(page).hasURL(Pattern.compile("open=1"));

        page.goBack();
        assertThat(page.locator("#open")).not().isChecked();
        assertThat(page.locator("#country")).hasValue("fra");
        page.goBack();
        assertThat(page.locator("#country")).hasValue("");
        assertThat(page.locator("#category")).hasValue("young-professionals");
        page.goBack();
        assertThat(page.locator("#category")).hasValue("");
        page.goForward();
        assertThat(page.locator("#category")).hasValue("young-professionals");
        assertThat(page.locator("#rows [data-column=category]").first())
            .hasText("Young Professionals");
      }
    }

    @Test
    void changesWhileTheSeasonIsPlayedAndLeavesTheReaderAlone() {
      try (Watched watched = browser.page().at(TABLE + "?country=a")) {
        Page page = watched.page();
        Locator country = page.locator("#country");
        country.click();
        page.keyboard().press("End");
        page.keyboard().press("ArrowLeft");
        page.evaluate(
            "() => { for (const it of document.querySelectorAll('details')) it.open = true; }");
        int opened = page.locator("details[open]").count();
        assertThat(opened).isPositive();
        List<String> before = totals(page);

        season.playWeek();

        await()
            .atMost(Duration.ofSeconds(30))
            // Playwright is for one thread.
            .pollInSameThread()
            .untilAsserted(() -> assertThat(totals(page)).isNotEqualTo(before));
        assertThat(country).isFocused();
        assertThat(country).hasValue("a");
        assertThat(country.evaluate("it => it.selectionStart")).isEqualTo(0);
        assertThat(page.locator("details[open]")).hasCount(opened);
        assertThat(watched.faults()).isEmpty();
      }
    }

    @Test
    void keepsTwoFavouritesAndShowsThemFirst() {
      try (Watched watched = browser.page().at(TABLE)) {
        Page page = watched.page();
        List<String> pools =
            List.of(
                "2021/IE/WORKING_HOLIDAY", "2021/FR/WORKING_HOLIDAY", "2021/JP/WORKING_HOLIDAY");

        for (String pool : pools) {
          Locator star = page.locator("[id='star-" + pool + "']");
          assertThat(star).hasAttribute("aria-pressed", "false");
          star.focus();
          page.keyboard().press("Enter");
          assertThat(star).hasAttribute("aria-pressed", "true");
          assertThat(star).isFocused();
        }
        page.reload();

        assertThat(page.locator("[id='star-" + pools.getFirst() + "']"))
            .hasAttribute("aria-pressed", "false");
        assertThat(candidates(page).keySet().stream().limit(2))
            .containsExactlyInAnyOrder(pools.get(1), pools.get(2));
        assertThat(watched.faults()).isEmpty();
      }
    }

    @Test
    void saysSinceWhenItHasNoConnection() {
      try (Watched watched = browser.page().at(TABLE)) {
        Page page = watched.page();
        Locator notice = page.locator("#offline");
        assertThat(notice).isHidden();

        page.route("**/*", route -> route.abort());
        assertThat(notice).isVisible();
        assertThat(notice)
            .hasText(Pattern.compile("No connection.* 20\\d\\d.* \\d+:\\d\\d.*(GMT|UTC|CE).*"));
        assertThat(page.locator("#table")).hasCSS("filter", "grayscale(1)");

        page.unroute("**/*");
        assertThat(notice).isHidden();
        assertThat(page.locator("#table")).hasCSS("filter", "none");
      }
    }

    @Test
    void aDateIsAskedForOnlyWhenItIsComplete() {
      try (Watched watched = browser.page().at(TABLE)) {
        Page page = watched.page();
        List<String> asked = new CopyOnWriteArrayList<>();
        page.onRequest(request -> asked.add(request.url()));

        // Slower than typed text waits for another key.
        page.locator("#asOf")
            .pressSequentially("01152021", new Locator.PressSequentiallyOptions().setDelay(500));

        assertThat(page).hasURL(Pattern.compile("asOf=2021-01-15"));
        assertThat(asked).noneMatch(url -> url.contains("asOf=0"));
        assertThat(page.locator("#asOf")).isFocused();
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "asOf=2021-02-31",
          "asOf=2999-01-01",
          "asOf=0002-01-01",
          "asOf=soon",
          "category=teacher",
          "rating=perfect",
          "sort=colour"
        })
    void namesWhatItCannotUseOfAnAddressAndShowsTheRows(String query) {
      try (Watched watched = browser.page().at(TABLE + "?" + query)) {
        assertThat(watched.page().locator(".notice:visible")).hasCount(1);
        assertThat(watched.page().locator("#rows tr").count()).isGreaterThan(10);
      }
    }

    @Test
    void leadsFromAnUnknownSeasonToTheKnownOnes() {
      try (Watched watched = browser.page().at("/en/2050")) {
        Page page = watched.page();

        page.locator(".seasons a").getByText(String.valueOf(PlayedSeason.YEAR)).click();

        assertThat(page.locator("#rows tr").first()).isVisible();
      }
    }

    @Test
    void includesTheDayAsOfWhichItIs() {
      LocalDate day = LocalDate.of(2021, 1, 20);
      String end =
          day.plusDays(1).atStartOfDay(ZoneId.of("America/Toronto")).toInstant().toString();
      try (Watched watched = browser.page().at(TABLE + "?asOf=" + day)) {
        Map<String, Integer> shown = candidates(watched.page());
        Map<String, Integer> expected = new TreeMap<>();
        String api = "/api/v1/dashboard?season=" + PlayedSeason.YEAR + "&asOf=" + end;
        for (JsonNode row : json(api).path("rows")) {
          expected.put(row.path("pool").asString(), row.path("candidatesInPool").asInt());
        }
        // Pools that are not offered are folded.
        expected.values().removeIf(candidates -> candidates == 0);
        shown.values().removeIf(candidates -> candidates == 0);

        assertThat(expected).isNotEmpty();
        assertThat(shown).isEqualTo(expected);
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/en/2021", "/fr/2021"})
    void needsNoScripts(String path) {
      try (Watched watched = browser.pageWithoutScripts().at(path)) {
        Page page = watched.page();

        page.locator("#category").selectOption("working-holiday");
        page.locator("#filters button").click();

        assertThat(page).hasURL(Pattern.compile("category=working-holiday"));
        assertThat(page.locator("#rows tr").first()).isVisible();
        assertThat(page.locator("#category")).hasValue("working-holiday");

        page.locator("#sort-chance").click();
        assertThat(page).hasURL(Pattern.compile("sort=chance"));
        assertThat(page.locator("#category")).hasValue("working-holiday");
      }
    }

    @Test
    void isSmall() {
      assertThat(new String(get(TABLE, "identity").body(), StandardCharsets.UTF_8))
          .contains("<tbody", "2021/IE/WORKING_HOLIDAY");
      assertThat(compressed(TABLE)).isLessThan(60_000);
    }

    @Test
    void aDownloadHasTheRowsShown() {
      try (Watched watched = browser.page().at(TABLE + "?open=1&category=working-holiday")) {
        Page page = watched.page();
        page.locator("#country").pressSequentially("a");
        assertThat(page).hasURL(Pattern.compile("country=a&"));
        assertThat(page.locator("#rows th").first()).containsText(Pattern.compile("\\bA"));

        String link = page.locator("#download-csv").getAttribute("href");

        String csv = new String(get(link, "identity").body(), StandardCharsets.UTF_8);
        assertThat(csv.lines().skip(1).map(line -> line.substring(0, line.indexOf(','))))
            .isNotEmpty()
            .containsExactlyInAnyOrderElementsOf(candidates(page).keySet());
      }
    }

    private static Locator header(Page page, String column) {
      return page.locator("th:has(#sort-" + column + ")");
    }

    private static List<String> totals(Page page) {
      return page.locator(".totals dd").allInnerTexts();
    }

    /** The numbers of candidates shown, by pool, in the order of rows. */
    private static Map<String, Integer> candidates(Page page) {
      Map<String, Integer> shown = new LinkedHashMap<>();
      Object rows =
          page.evaluate(
              "() => [...document.querySelectorAll('#rows tr')].map(row => [row.id,"
                  + " row.querySelector('[data-column=candidates]').firstChild.data])");
      for (Object row : (List<?>) rows) {
        List<?> cells = (List<?>) row;
        shown.put(
            (String) cells.get(0), Integer.parseInt(((String) cells.get(1)).replaceAll("\\D", "")));
      }
      return shown;
    }
  }

  /** What the page of a pool does. */
  @Nested
  class PoolPage {

    @ParameterizedTest
    @ValueSource(strings = {"/en", "/fr"})
    void answersOnATelephoneWithoutScrollingWhatTheJsonSays(String language) {
      try (Watched watched = browser.page(ColorScheme.LIGHT, 360, 740).at(language + poolPath())) {
        Page page = watched.page();
        JsonNode overview = json("/api/v1/pools/" + pool);

        for (String id :
            List.of("state", "fact-chance", "fact-candidates", "fact-next", "fact-size")) {
          BoundingBox box = page.locator("#" + id).boundingBox();
          assertThat(box.y + box.height).as(id).isLessThanOrEqualTo(740);
        }
        assertThat(page.locator("#state"))
            .hasAttribute("data-state", slug(overview.path("state").asString()));
        // Rounded down, so that 99.9 % is not shown as certain.
        long percent = overview.at("/row/chance").decimalValue().movePointRight(2).longValue();
        assertThat(page.locator("#fact-chance"))
            .containsText(Pattern.compile("\\b" + percent + "\\s?%"));
        assertThat(page.locator("#fact-candidates"))
            .containsText(
                Pattern.compile("^\\s*" + overview.at("/row/candidatesInPool").asInt() + "\\b"));
        assertThat(page.locator("#fact-size")).hasText(overview.at("/nextRound/size").asString());
        assertThat(page.locator("#fact-next time"))
            .hasAttribute("datetime", overview.at("/nextRound/at").asString());
      }
    }

    @Test
    void changesWhileTheSeasonIsPlayed() {
      try (Watched watched = browser.page().at("/en" + poolPath())) {
        Page page = watched.page();
        page.locator("#embed summary").click();
        String before = page.locator("#fact-next").innerText();

        season.playWeek();

        await()
            .atMost(Duration.ofSeconds(30))
            .pollInSameThread()
            .untilAsserted(
                () -> assertThat(page.locator("#fact-next").innerText()).isNotEqualTo(before));
        assertThat(page.locator("#embed")).hasAttribute("open", "");
        assertThat(watched.faults()).isEmpty();
      }
    }

    @Test
    void isSmall() {
      assertThat(compressed("/en" + poolPath())).isLessThan(90_000);
    }
  }

  private static String slug(String name) {
    return name.toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  /** Size of a page with all files that it loads, as they are sent, in bytes. */
  private static long compressed(String path) {
    String html = new String(get(path, "identity").body(), StandardCharsets.UTF_8);
    List<String> files =
        Stream.concat(
                Pattern.compile("(?:href|src)=\"(/(?:assets/|favicon|badge/)[^\"]+)\"")
                    .matcher(html)
                    .results()
                    .map(match -> match.group(1)),
                Stream.of("/assets/apply.js", "/assets/favourites.js"))
            .distinct()
            .toList();
    assertThat(files).hasSizeGreaterThan(3);
    return Stream.concat(Stream.of(path), files.stream())
        .mapToLong(file -> get(file, "gzip").body().length)
        .sum();
  }

  private static JsonNode json(String path) {
    return JsonMapper.shared().readTree(get(path, "identity").body());
  }

  private static HttpResponse<byte[]> get(String path, String encoding) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(season.pages() + path))
              .header("Accept-Encoding", encoding)
              .build(),
          HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new IllegalStateException("no answer for " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
