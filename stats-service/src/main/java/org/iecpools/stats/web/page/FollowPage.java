package org.iecpools.stats.web.page;

import java.util.List;
import java.util.Optional;

/**
 * The model of the page about following changes.
 *
 * @param frame what surrounds it
 * @param countries the feeds of the countries of the current season
 * @param forecast the address of the forecast of one of its pools; empty while it has none
 */
public record FollowPage(Frame frame, List<Link> countries, Optional<String> forecast) {}
