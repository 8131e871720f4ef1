package org.iecpools.flow;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.iecpools.flow.PageBrowser.Watched;
import org.iecpools.kafka.Principal;
import org.iecpools.management.ManagementPort;
import org.iecpools.stack.Role;
import org.iecpools.stack.StackOptions;
import org.iecpools.stack.TokenKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Uses the operator console as an operator does, in a browser, on a stack with Kafka users. Needs
 * Chromium and Node ({@code .ci/run pages}).
 */
@Tag("pages")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleTest {

  private static final int SEASON = Upstream.SEASON;
  private static final String POOL = SEASON + "/IE/WORKING_HOLIDAY";
  private static final int CANDIDATES = 3;
  private static final List<String> VIEWS =
      List.of("seasons", "rounds", "corrections", "dead-letters", "rebuild", "history");
  private static final List<Integer> WIDTHS = List.of(320, 360, 768, 1280, 1920);

  private static TestStack stack;
  private static Upstream upstream;
  private static TokenKeys keys;
  private static PageBrowser browser;
  private static String origin;

  @BeforeAll
  static void start() {
    stack = TestStack.start(StackOptions.throwaway().withAuthentication());
    upstream =
        new Upstream(stack.addresses(), stack.stack().client(Principal.UPSTREAM), stack.tokens());
    keys = TokenKeys.in(stack.stack().tokensDir());
    origin =
        ManagementPort.of(URI.create(stack.addresses().invitation()))
            .toString()
            .replaceFirst("/$", "");
    browser = PageBrowser.at(URI.create(origin));
    PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
  }

  @AfterAll
  static void stop() {
    Stream.<AutoCloseable>of(
            () -> {
              if (browser != null) {
                browser.close();
              }
            },
            () -> {
              if (upstream != null) {
                upstream.close();
              }
            },
            () -> {
              if (stack != null) {
                stack.close();
              }
            })
        .forEach(
            close -> {
              try {
                close.close();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
  }

  @Test
  @Order(1)
  void anOperatorAnnouncesRunsCorrectsAndRebuilds() {
    try (Watched watched = signedIn(Role.OPERATOR, "alice")) {
      Page page = watched.page();
      select(page, "20");
      assertThat(page.locator("#season-error")).containsText("four digits");
      select(page, String.valueOf(SEASON));
      announceSeason(page);
      announceQuota(page);
      setPublicationTime(page);
      for (int i = 0; i < CANDIDATES; i++) {
        upstream.submit(UUID.randomUUID(), "IE");
      }
      run(page);
      correct(page);
      history(page);
      rebuild(page);
      // Refusals are shown next to fields; the browser reports their status too.
      assertThat(watched.faults()).allMatch(fault -> fault.contains("422"));
    }
  }

  private static void announceSeason(Page page) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    assertThat(page.locator("#plan")).containsText("Nothing is announced");
    page.locator("#pool-0-opensAt").fill("soon");
    page.locator("#season-reason").fill("the season of the test");
    page.locator("#season-form button.main").click();
    assertThat(page.locator("#pool-0-opensAt")).hasAttribute("aria-invalid", "true");
    assertThat(page.locator("#pool-0-firstRoundAt")).hasAttribute("aria-invalid", "true");
    assertThat(page.locator("#pool-0-closesAt-error")).isVisible();

    page.locator("#pool-0-opensAt").fill(now.minus(2, ChronoUnit.DAYS).toString());
    page.locator("#pool-0-firstRoundAt").fill(now.minus(1, ChronoUnit.DAYS).toString());
    page.locator("#pool-0-finalRoundAt").fill(now.plus(100, ChronoUnit.DAYS).toString());
    page.locator("#pool-0-closesAt").fill(now.plus(120, ChronoUnit.DAYS).toString());
    page.locator("#season-short").check();
    page.locator("#season-form button.main").click();

    assertThat(page.locator("#season-done")).containsText("is announced");
    assertThat(page.locator("#plan")).containsText(POOL);
  }

  private static void announceQuota(Page page) {
    page.locator("#quota-pool").fill(POOL);
    page.locator("#quota-number").fill("100");
    page.locator("#quota-form button.main").click();
    assertThat(page.locator("#quota-reason")).hasAttribute("aria-invalid", "true");
    assertThat(page.locator("#quota-reason")).isFocused();

    page.locator("#quota-reason").fill("as agreed with Ireland");
    page.keyboard().press("Enter");

    assertThat(page.locator("#season-done")).containsText("100");
    assertThat(page.locator("#plan td[data-label=Quota]")).hasText("100");
  }

  private static void setPublicationTime(Page page) {
    page.locator("#publication-time").fill("2 pm");
    page.locator("#publication-reason").fill("as IRCC does");
    page.locator("#publication-form button.main").click();
    assertThat(page.locator("#publication-time")).hasAttribute("aria-invalid", "true");

    page.locator("#publication-time").fill("14:00");
    page.locator("#publication-form button.main").click();

    assertThat(page.locator("#season-done")).containsText("on Fridays at 14:00");
    assertThat(page.locator("#plan")).containsText("published next at");
  }

  private static void run(Page page) {
    open(page, "Rounds");
    Locator drawable =
        page.locator(
            "#forecast .facts div", new Page.LocatorOptions().setHasText("Could be drawn"));
    await()
        .atMost(Duration.ofMinutes(2))
        // Playwright is for one thread.
        .pollInSameThread()
        .untilAsserted(
            () -> {
              page.locator("#order-form button.main").click();
              page.locator("#order-form:not([aria-busy])").waitFor();
              assertThat(drawable.locator("dd")).hasText(String.valueOf(CANDIDATES));
            });
    page.locator("#order-size").fill("2");
    assertThat(page.locator("#run-form")).isHidden();
    page.locator("#order-form button.main").click();
    assertThat(page.locator("#forecast")).containsText("Nothing speaks against the round");
    shown(page, "dry-run");

    page.locator("#run-name").fill("2026/IE");
    page.locator("#run-form button.main").click();
    assertThat(page.locator("#run-name-error")).containsText(POOL);
    assertThat(page.locator("#run-reason-error")).isVisible();

    page.locator("#run-name").fill(POOL);
    page.locator("#run-reason").fill("the first round");
    sendUntilDecided(page, "#run-form", "#run-result", "The round has run");
    assertThat(page.locator("#ran td[data-label=Invited]")).hasText("2");
  }

  private static void correct(Page page) {
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Correct").setExact(true))
        .click();
    assertThat(page).hasURL(Pattern.compile("#corrections/[0-9a-f-]{36}$"));
    page.locator("#correction-reason").fill("one too many");
    page.locator("#correction-form button.main").click();
    assertThat(page.locator("#correction-form .faults")).containsText("Either invitations");

    page.locator("#correction-size").fill("1");
    sendUntilDecided(page, "#correction-form", "#correction-result", "1 voided, 1 left");
  }

  /**
   * A machine under load may not decide an order within 5 s. It is sent again then, and runs once.
   */
  private static void sendUntilDecided(Page page, String form, String result, String expected) {
    await()
        .atMost(Duration.ofMinutes(2))
        // Playwright is for one thread.
        .pollInSameThread()
        .untilAsserted(
            () -> {
              if (page.locator(form).isVisible()) {
                page.locator(form + " button.main").click();
                page.locator(form + ":not([aria-busy])")
                    .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
              }
              assertThat(page.locator(result).innerText()).contains(expected);
            });
  }

  private static void history(Page page) {
    open(page, "History");
    Locator rows = page.locator("#changes tbody tr");

    assertThat(rows).hasCount(5);
    assertThat(page.locator("#changes td[data-label=Who]"))
        .hasText(new String[] {"alice", "alice", "alice", "alice", "alice"});
    assertThat(page.locator("#changes td[data-label=Why]"))
        .hasText(
            new String[] {
              "one too many",
              "the first round",
              "as IRCC does",
              "as agreed with Ireland",
              "the season of the test"
            });
  }

  private static void rebuild(Page page) {
    open(page, "Rebuild");
    page.locator("#rebuild-reason").fill("a fix");
    page.locator("#rebuild-form button.main").click();

    Locator facts = page.locator("#rebuild-state .facts div");
    assertThat(facts.nth(0).locator("dd"))
        .hasText("1", new LocatorAssertions.HasTextOptions().setTimeout(60_000));
    assertThat(facts.nth(3).locator("dd")).hasText("alice");
    assertThat(facts.nth(4).locator("dd")).hasText("a fix");
  }

  @Test
  @Order(2)
  void aDeadLetterIsFoundAndItsCommandIsShown() {
    String key = UUID.randomUUID().toString();
    var bad = upstream.produce("iec.profiles", key, new byte[] {1, 2, 3});
    String place = "iec.profiles/%d/%d".formatted(bad.partition(), bad.offset());
    try (Watched watched = signedIn(Role.OPERATOR, "alice")) {
      Page page = watched.page();
      open(page, "Dead letters");
      await()
          .atMost(Duration.ofMinutes(2))
          // Playwright is for one thread.
          .pollInSameThread()
          .untilAsserted(
              () -> {
                page.locator("#letters-form button.main").click();
                page.locator("#letters-form:not([aria-busy])").waitFor();
                assertThat(page.locator("#letters")).containsText(place);
              });

      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Details of " + place))
          .click();

      assertThat(page.locator("#letter")).containsText("cannot be decoded");
      assertThat(page.locator("#letter-command")).hasValue("./iec dead-letters redrive " + place);
      shown(page, "dead-letter");
      page.locator("#letters-reason").fill("no letter has this reason");
      page.locator("#letters-form button.main").click();
      assertThat(page.locator("#letters")).containsText("There is no such dead letter");
      assertThat(watched.faults()).isEmpty();
    }
  }

  @Test
  @Order(3)
  void aTokenWithOtherScopesCanChangeNothing() {
    try (Watched watched = signedIn(Role.CASE_WORKER, "carol")) {
      Page page = watched.page();
      for (String view : List.of("Seasons", "Rounds", "Corrections", "Dead letters")) {
        open(page, view);
        assertThat(page.locator("section:visible .missing-scope").first()).containsText("no scope");
        assertThat(page.locator("section:visible fieldset button.main").first()).isDisabled();
      }
      open(page, "History");
      assertThat(page.locator("#changes")).containsText("needs one of these scopes");
      open(page, "Rebuild");
      assertThat(page.locator("#rebuild-state")).containsText("statistics:rebuild");
      assertThat(watched.faults()).allMatch(fault -> fault.contains("403"));
    }
  }

  @Test
  @Order(4)
  void theTokenIsForgottenWithTheTabAndNotSentBySomeoneElse() {
    try (Watched watched = browser.page().at("/console")) {
      Page page = watched.page();
      page.locator("#token").fill("not.a.token");
      page.locator("#sign-in button").click();
      assertThat(page.locator("#token-error")).containsText("not valid");
      page.locator("#token").fill(keys.token(Role.OPERATOR, "alice", Duration.ofHours(1)));
      page.locator("#sign-in button").click();
      assertThat(page.locator("#who")).containsText("alice");
      page.reload();
      assertThat(page.locator("#who")).containsText("alice");
      assertThat(page.context().cookies()).isEmpty();

      Page other = page.context().newPage();
      other.navigate(origin + "/console");

      assertThat(other.locator("#sign-in")).isVisible();
      page.locator("#sign-out").click();
      assertThat(page.locator("#sign-in")).isVisible();
      assertThat(page.evaluate("() => sessionStorage.getItem('iec-console-token')")).isNull();
    }
  }

  @Test
  @Order(5)
  void everyViewIsFaultlessAtEveryWidthAndInBothColourSchemes() {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : WIDTHS) {
        try (Watched watched = browser.page(scheme, width, 900).at("/console")) {
          check(watched, "sign-in", scheme, width);
          signIn(watched, Role.OPERATOR, "alice");
          for (String view : VIEWS) {
            watched.page().navigate(origin + "/console#" + view);
            watched.page().locator("#view-" + view).waitFor();
            watched.page().locator("#content:not([aria-busy])").waitFor();
            check(watched, view, scheme, width);
          }
          assertThat(watched.faults()).isEmpty();
        }
      }
    }
  }

  private static void check(Watched watched, String view, ColorScheme scheme, int width) {
    Page page = watched.page();
    String where = "%s, %s, %d px".formatted(view, scheme, width);
    shown(page, "%s-%s-%d".formatted(view, scheme.name().toLowerCase(Locale.ROOT), width));
    assertThat(
            (int)
                page.evaluate(
                    "() => document.documentElement.scrollWidth"
                        + " - document.documentElement.clientWidth"))
        .as("scrolls sideways: " + where)
        .isZero();
    if (width == 320 || width == 1280) {
      assertThat(
              new AxeBuilder(page)
                  .analyze().getViolations().stream()
                      .map(
                          rule ->
                              rule.getId()
                                  + ": "
                                  + rule.getNodes().stream()
                                      .limit(3)
                                      .map(node -> node.getHtml())
                                      .toList())
                      .toList())
          .as("accessibility: " + where)
          .isEmpty();
    }
  }

  private static Watched signedIn(Role role, String subject) {
    Watched watched = browser.page().at("/console");
    signIn(watched, role, subject);
    return watched;
  }

  private static void signIn(Watched watched, Role role, String subject) {
    Page page = watched.page();
    page.locator("#token").fill(keys.token(role, subject, Duration.ofHours(1)));
    page.locator("#sign-in button").click();
    assertThat(page.locator("#who")).containsText(subject);
    page.locator("#country").fill("IE");
    select(page, String.valueOf(SEASON));
  }

  private static void select(Page page, String season) {
    page.locator("#season").fill(season);
    page.locator("#selection button").click();
    page.locator("#content:not([aria-busy])").waitFor();
  }

  private static void open(Page page, String view) {
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(view).setExact(true)).click();
    page.locator("#content:not([aria-busy])").waitFor();
  }

  private static void shown(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(Path.of("target", "screenshots", "console-" + name + ".png")));
  }
}
