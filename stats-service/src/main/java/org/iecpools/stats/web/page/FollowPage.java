package org.iecpools.stats.web.page;

import java.util.List;

/**
 * The model of the page about following changes.
 *
 * @param frame what surrounds it
 * @param countries the feeds of the countries of the current season
 */
public record FollowPage(Frame frame, List<Link> countries) {}
