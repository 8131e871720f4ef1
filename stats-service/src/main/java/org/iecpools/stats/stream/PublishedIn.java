package org.iecpools.stats.stream;

import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Metadata of a committed offset: the versions of the rows in which the records before that offset
 * are published, such as {@code 0,1}. Empty if only version 0 is.
 */
final class PublishedIn {

  private static final Set<Integer> FIRST = Set.of(0);

  private PublishedIn() {}

  static OffsetAndMetadata offset(long next, Set<Integer> versions) {
    return versions.equals(FIRST)
        ? new OffsetAndMetadata(next)
        : new OffsetAndMetadata(
            next, versions.stream().sorted().map(String::valueOf).collect(Collectors.joining(",")));
  }

  /** The latest of some versions, which are not empty. */
  static int latest(Set<Integer> versions) {
    return Collections.max(versions);
  }

  /**
   * The versions in which rows are to be kept up to date.
   *
   * @param offset the committed offset; null if there is none; without metadata if it was reset by
   *     hand
   * @param serving the version to use if there is no metadata
   */
  static Set<Integer> versions(@Nullable OffsetAndMetadata offset, int serving) {
    return offset == null || offset.metadata().isEmpty()
        ? Set.of(serving)
        : Arrays.stream(offset.metadata().split(","))
            .map(Integer::valueOf)
            .collect(Collectors.toSet());
  }
}
