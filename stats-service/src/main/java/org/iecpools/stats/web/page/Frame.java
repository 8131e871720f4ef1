package org.iecpools.stats.web.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What surrounds the content of every page.
 *
 * @param texts the texts of its language
 * @param title its title, without the name of the site
 * @param description one sentence for search engines and previews
 * @param path its path in its own language, without a query
 * @param query its query string as received; empty if there is none
 * @param season the season to which the navigation leads; empty while no season is known
 * @param status what the numbers show, see {@link Status}; empty on pages without numbers
 * @param preview what other sites show instead of a link; empty on pages without an image
 */
public record Frame(
    Texts texts,
    String title,
    String description,
    String path,
    String query,
    Optional<Integer> season,
    Optional<Status> status,
    Optional<Preview> preview) {

  /**
   * What the numbers of a page show.
   *
   * @param state {@code live}, {@code past}, {@code published} or {@code ended}, for the style
   * @param text the same for readers, with date and zone
   */
  public record Status(String state, String text) {}

  /**
   * What other sites show instead of a link to the page (Open Graph).
   *
   * @param address the address of the page, absolute
   * @param image the address of an image, absolute
   * @param description what the image shows, in sentences
   */
  public record Preview(String address, String image, String description) {}

  /** The same frame with a preview. */
  Frame with(Preview shown) {
    return new Frame(texts, title, description, path, query, season, status, Optional.of(shown));
  }

  /** The address of the same page in another language. */
  public String inLanguage(Language language) {
    String same = PagePaths.inLanguage(path, language);
    return query.isEmpty() ? same : same + "?" + query;
  }

  /** A path below that of the language, such as {@code /en/how-it-works}. */
  public String link(String page) {
    return "/" + texts.language().code() + "/" + page;
  }

  /** The address of the season's table; the start page while no season is known. */
  public String table() {
    return season
        .map(year -> PagePaths.season(texts.language(), year))
        .orElse("/" + texts.language().code());
  }

  /** The feeds of changes of what the page shows, the most special one first. */
  public List<Link> feeds() {
    List<Link> feeds = new ArrayList<>();
    String[] segments = path.split("/", -1);
    if (status.isPresent() && segments.length > 3) {
      String country = segments[3].toUpperCase(Locale.ROOT);
      if (segments.length > 4) {
        PagePaths.pool(segments[2], country, segments[4], segments.length > 5 ? segments[5] : null)
            .ifPresent(
                pool ->
                    feeds.add(
                        new Link(
                            PagePaths.feed(texts.language(), pool),
                            texts.text(
                                "feed.pool", texts.country(country), texts.category(pool)))));
      }
      feeds.add(
          new Link(
              PagePaths.feed(texts.language(), country),
              texts.text("feed.country", texts.country(country))));
    }
    feeds.add(new Link(PagePaths.feed(texts.language()), texts.text("feed.all")));
    return feeds;
  }

  /** A page of the navigation. */
  public enum NavigationPage {
    COMPARE,
    HOW_IT_WORKS,
    METHOD,
    FOLLOW,
    DATA,
    VERIFY,
    STATUS;

    /** Its path below that of the language. */
    public String path() {
      return PagePaths.slug(name());
    }
  }
}
