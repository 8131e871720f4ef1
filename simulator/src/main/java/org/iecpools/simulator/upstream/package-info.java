/**
 * The interfaces of a running stack as upstream systems use them, and what they send: events
 * ({@link org.iecpools.simulator.upstream.UpstreamEvents}) to the topics, HTTP requests to the
 * services, and the facts of the seasons. Does not decide who sends what and when; the packages
 * {@code season} and {@code replay} do, and this package knows neither.
 */
@NullMarked
package org.iecpools.simulator.upstream;

import org.jspecify.annotations.NullMarked;
