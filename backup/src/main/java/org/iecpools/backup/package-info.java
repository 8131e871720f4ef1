/**
 * Backups of a running stack: its topics, the positions of its consumer groups and its schemas are
 * written to files, and from there to an empty cluster, with the same offsets and ids (ADR 50).
 */
@NullMarked
package org.iecpools.backup;

import org.jspecify.annotations.NullMarked;
