package org.iecpools.stats.web.page;

/**
 * A link.
 *
 * @param address where it leads
 * @param text what it is called
 */
public record Link(String address, String text) {}
