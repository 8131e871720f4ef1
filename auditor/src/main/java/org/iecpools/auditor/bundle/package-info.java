/**
 * Reads bundles of rounds (docs/draw.md, "Bundles") and verifies them without Kafka: with the
 * checks of {@code draw} that need nothing but a round's own events and its list, and those of
 * {@code published} for the transparency log.
 */
@NullMarked
package org.iecpools.auditor.bundle;

import org.jspecify.annotations.NullMarked;
