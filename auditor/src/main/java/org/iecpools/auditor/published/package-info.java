/**
 * Compares the transparency log of rounds (docs/round-log.md) with Kafka: whether each event of a
 * round is in it once, whether everybody was shown the same version, and whether witnesses had
 * confirmed the seals in time. Shares the formats of transparency logs with the program that writes
 * it, but has its own reader of the entries.
 */
@NullMarked
package org.iecpools.auditor.published;

import org.jspecify.annotations.NullMarked;
