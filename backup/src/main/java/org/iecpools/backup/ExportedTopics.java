package org.iecpools.backup;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.iecpools.kafka.Principal;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;

/**
 * Which topics belong to the system: those of {@link Topics}, and the changelogs and repartition
 * topics of the services. Without the latter the services would decide everything again.
 */
final class ExportedTopics {

  private static final Set<String> DESCRIBED =
      Topics.ALL.stream().map(Topic::name).collect(Collectors.toUnmodifiableSet());

  private ExportedTopics() {}

  static boolean contains(String topic) {
    return DESCRIBED.contains(topic)
        || Principal.services().stream().anyMatch(service -> topic.startsWith(service.id() + "-"));
  }

  static Set<String> of(Collection<String> topics) {
    return topics.stream()
        .filter(ExportedTopics::contains)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
