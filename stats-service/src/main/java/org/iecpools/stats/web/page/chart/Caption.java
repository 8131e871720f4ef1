package org.iecpools.stats.web.page.chart;

/**
 * What screen readers read instead of a drawing. Browsers show the title as a tooltip.
 *
 * @param id unique in the page: letters, digits, hyphens and underscores, a letter first
 * @param title name of the drawing
 * @param description what it shows, in a sentence or two
 */
public record Caption(String id, String title, String description) {

  /** Rejects an id that is not valid. */
  public Caption {
    if (!id.matches("[A-Za-z][A-Za-z0-9_-]*")) {
      throw new IllegalArgumentException("\"%s\" is not a valid id of an element".formatted(id));
    }
  }

  /** The same caption with more sentences at the end of the description. */
  Caption with(String sentences) {
    return new Caption(id, title, (description + " " + sentences).strip());
  }

  /** Begins a document that has this caption. */
  Svg begin(String styleClass, double width, double height) {
    return new Svg(width, height)
        .set("class", styleClass)
        .set("role", "img")
        .set("aria-labelledby", id + "-title")
        .set("aria-describedby", id + "-desc")
        .open("title")
        .set("id", id + "-title")
        .text(title)
        .close()
        .open("desc")
        .set("id", id + "-desc")
        .text(description)
        .close();
  }
}
