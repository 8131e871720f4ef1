/**
 * Records in and out: validation, dead letters, event sources and sinks of topologies, followers of
 * whole topics, state and its serialization.
 */
@NullMarked
package org.iecpools.kit.stream;

import org.jspecify.annotations.NullMarked;
