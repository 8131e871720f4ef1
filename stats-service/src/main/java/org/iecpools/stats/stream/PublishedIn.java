package org.iecpools.stats.stream;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What is committed with an offset: the versions of the rows that what stands before it is
 * published in, such as {@code 0,1}; nothing where there is only the first.
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

  /**
   * Versions in which the rows are to be kept up to date.
   *
   * @param offset as committed; null where nothing is, and somebody may have reset it by hand
   * @param serving used where it does not say
   */
  static Set<Integer> versions(@Nullable OffsetAndMetadata offset, int serving) {
    return offset == null || offset.metadata().isEmpty()
        ? Set.of(serving)
        : Arrays.stream(offset.metadata().split(","))
            .map(Integer::valueOf)
            .collect(Collectors.toSet());
  }
}
