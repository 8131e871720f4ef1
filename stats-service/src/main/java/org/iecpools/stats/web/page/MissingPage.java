package org.iecpools.stats.web.page;

import java.util.List;

/**
 * The model of the page for an address that has none.
 *
 * @param frame what surrounds it
 * @param links to pages that exist
 */
public record MissingPage(Frame frame, List<Link> links) {}
