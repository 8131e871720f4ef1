package org.iecpools.flow;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.iecpools.stack.LocalPrograms;

/** The installed Chromium, controlled by Playwright with the installed Node. */
final class PageBrowser implements AutoCloseable {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  private static final List<String> ARGUMENTS =
      List.of(
          // Fields for dates have the order of this language.
          "--lang=en-US",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final URI origin;
  private final Playwright playwright;
  private final Browser chromium;

  private PageBrowser(URI origin, Playwright playwright) {
    this.origin = origin;
    this.playwright = playwright;
    this.chromium =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setArgs(ARGUMENTS)
                    .setHeadless(true));
  }

  static PageBrowser at(URI origin) {
    return new PageBrowser(
        origin,
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1",
                        "PLAYWRIGHT_NODEJS_PATH",
                        node().toString()))));
  }

  private static Path node() {
    return LocalPrograms.find("node")
        .orElseThrow(() -> new IllegalStateException("Node is not installed"));
  }

  /** A page of a reader who prefers a colour scheme. */
  Watched page(ColorScheme scheme, int width, int height) {
    return open(options().setColorScheme(scheme).setViewportSize(width, height));
  }

  /** A page of a reader on a large screen. */
  Watched page() {
    return page(ColorScheme.LIGHT, 1280, 900);
  }

  /** A page whose scripts do not run. */
  Watched pageWithoutScripts() {
    return open(options().setJavaScriptEnabled(false));
  }

  // Not Toronto's zone, so that the reader's own time is shown too.
  private static Browser.NewContextOptions options() {
    return new Browser.NewContextOptions().setLocale("en-CA").setTimezoneId("Europe/Paris");
  }

  private Watched open(Browser.NewContextOptions options) {
    BrowserContext context = chromium.newContext(options);
    context.setDefaultTimeout(20_000);
    Page page = context.newPage();
    Watched watched = new Watched(origin, page, new CopyOnWriteArrayList<>());
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")
              && !message.text().contains("status of 404")
              && !message.text().contains("net::ERR_FAILED")) {
            watched.faults().add("console: " + message.text());
          }
        });
    page.onPageError(error -> watched.faults().add("error: " + error));
    page.onResponse(
        response -> {
          // The 404 of a page that does not exist is expected, that of an asset is not.
          if (response.status() >= 400 && !response.request().resourceType().equals("document")) {
            watched.faults().add(response.status() + ": " + response.url());
          }
        });
    page.onRequest(
        request -> {
          if (!request.url().startsWith(origin + "/")) {
            watched.faults().add("another origin: " + request.url());
          }
        });
    return watched;
  }

  @Override
  public void close() {
    try {
      chromium.close();
    } finally {
      playwright.close();
    }
  }

  /**
   * A page, and what went wrong on it.
   *
   * @param faults errors of scripts, violations of the content security policy, failed requests,
   *     and requests to other origins
   */
  record Watched(URI origin, Page page, List<String> faults) implements AutoCloseable {

    /** Loads a path. */
    Watched at(String path) {
      page.navigate(origin + path);
      return this;
    }

    @Override
    public void close() {
      page.context().close();
    }
  }
}
