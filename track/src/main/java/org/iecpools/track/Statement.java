package org.iecpools.track;

import java.time.Instant;
import java.util.Optional;
import org.iecpools.feed.Publication;

/**
 * A publication and where it comes from.
 *
 * @param source who publishes it
 * @param publication as read
 * @param isTranscript whether it comes from CSV, in which columns and words may be missing or
 *     written differently
 * @param lastModified when the server last changed the file, as it states
 * @param fetchedAt when it was fetched
 * @param fetchedFrom address or file
 */
record Statement(
    String source,
    Publication publication,
    boolean isTranscript,
    Optional<Instant> lastModified,
    Instant fetchedAt,
    String fetchedFrom) {}
