package org.iecpools.stats.web.page;

/** A term that the pages explain, in the order of the explanations. */
public enum Term {
  POOL,
  CANDIDATE,
  ROUND,
  CHANCE,
  QUOTA,
  SPOTS,
  OPEN,
  LETTER,
  PUBLISHED,
  FAIR;

  /** The end of the key of its texts, and its anchor on the page that explains the terms. */
  public String slug() {
    return PagePaths.slug(name());
  }
}
