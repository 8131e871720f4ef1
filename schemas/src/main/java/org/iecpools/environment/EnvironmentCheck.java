package org.iecpools.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.iecpools.environment.Environment.TopicState;
import org.iecpools.environment.Finding.Kind;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;

/** Compares the recorded environment with the current state of Kafka. */
public final class EnvironmentCheck {

  /** How an operator accepts the environment as it is; part of every remedy that allows it. */
  private static final String ACCEPT =
      "To go on with what is there now, run set-up with --accept-changes, or ./iec up"
          + " --accept-changes.";

  private EnvironmentCheck() {}

  /**
   * All differences that concern a service of this version, including topics that this version
   * needs and the recorded set-up does not have.
   *
   * @param where address of Kafka, for the message
   */
  public static List<Finding> compare(Environment remembered, Snapshot now, String where) {
    List<Finding> findings = compare(remembered, now, where, Topic::settings);
    Topics.ALL.stream()
        .filter(topic -> !topic.equals(Topics.CLOCK))
        .map(Topic::name)
        .filter(name -> !remembered.topics().containsKey(name))
        .map(
            name ->
                new Finding(
                    Kind.NOT_SET_UP,
                    "topic " + name,
                    "nothing: the last set-up was an older version's",
                    "this version, which needs the topic",
                    "Run this version's set-up job (SetUp, ./iec up) before its services."))
        .forEach(findings::add);
    return findings;
  }

  /**
   * @param settings the settings that each topic must have
   */
  static List<Finding> compare(
      Environment remembered,
      Snapshot now,
      String where,
      Function<Topic<?>, Map<String, String>> settings) {
    List<Finding> findings = new ArrayList<>();
    if (!remembered.clusterId().equals(now.clusterId())) {
      findings.add(
          new Finding(
              Kind.OTHER_CLUSTER,
              "the cluster at " + where,
              "cluster " + remembered.clusterId(),
              "cluster " + now.clusterId() + ", with a copy of the environment record",
              "Connect to the right cluster, unless this one is a complete copy of it. " + ACCEPT));
    }
    remembered.topics().forEach((name, topic) -> compare(name, topic, now, settings, findings));
    if (remembered.time() == Environment.Time.REAL
        && now.topics().containsKey(Topics.CLOCK.name())) {
      findings.add(
          new Finding(
              Kind.CLOCK_TOPIC,
              "topic " + Topics.CLOCK.name(),
              "this stack follows the system's clock",
              "the topic exists, as on a stack with simulated time",
              "Delete the topic; time is simulated only on a stack that set-up made so before it"
                  + " held data (./iec up --fresh --simulated-clock)."));
    }
    return findings;
  }

  private static void compare(
      String name,
      TopicState remembered,
      Snapshot now,
      Function<Topic<?>, Map<String, String>> settings,
      List<Finding> findings) {
    Topic<?> topic = Snapshot.topicOrNull(name);
    if (topic == null) {
      // a topic of a later version
      return;
    }
    TopicState found = now.topics().get(name);
    String subject = "topic " + name;
    if (found == null) {
      findings.add(
          new Finding(
              Kind.TOPIC_MISSING,
              subject,
              "topic id " + remembered.id(),
              "no such topic",
              "Restore the topic from a backup: its records are lost otherwise. "
                  + ACCEPT
                  + " That creates it empty."));
      return;
    }
    if (!remembered.id().equals(found.id())) {
      findings.add(
          new Finding(
              Kind.TOPIC_RECREATED,
              subject,
              "topic id " + remembered.id(),
              "topic id " + found.id() + ": it was deleted and created again",
              "The deleted topic's records are missing: restore them. " + ACCEPT));
    }
    if (remembered.partitions() != found.partitions()) {
      findings.add(
          new Finding(
              Kind.PARTITIONS,
              subject,
              remembered.partitions() + " partitions",
              found.partitions() + " partitions",
              "Keys no longer stand on the partition that they belong on, and partitions cannot be"
                  + " removed. Create this topic again with "
                  + remembered.partitions()
                  + " partitions and restore its records. "
                  + ACCEPT));
    }
    Map<String, String> wanted = new TreeMap<>(settings.apply(topic));
    Map<String, String> wrong = new TreeMap<>(wanted);
    wrong.keySet().removeIf(key -> Objects.equals(wanted.get(key), found.settings().get(key)));
    if (!wrong.isEmpty()) {
      findings.add(
          new Finding(
              Kind.SETTINGS,
              subject,
              text(wrong),
              text(
                  wrong.keySet().stream()
                      .collect(
                          Collectors.toMap(
                              key -> key, key -> found.settings().getOrDefault(key, "not set")))),
              "With these settings records may be deleted or judged differently. Set them back with"
                  + " kafka-configs; set-up with --accept-changes does so, too."));
    }
    Map<Integer, Long> lost = new TreeMap<>(found.firstOffsets());
    lost.entrySet()
        .removeIf(e -> e.getValue() <= remembered.firstOffsets().getOrDefault(e.getKey(), 0L));
    if (!lost.isEmpty() && remembered.id().equals(found.id())) {
      findings.add(
          new Finding(
              Kind.RECORDS_DELETED,
              subject,
              "every record from offset "
                  + lost.keySet().stream()
                      .map(
                          p -> remembered.firstOffsets().getOrDefault(p, 0L) + " of partition " + p)
                      .collect(Collectors.joining(", ")),
              lost.entrySet().stream()
                  .map(e -> "partition %d begins at %d".formatted(e.getKey(), e.getValue()))
                  .collect(Collectors.joining(", ")),
              "Records were deleted, by a retention time or by kafka-delete-records: restore them on"
                  + " a new stack. "
                  + ACCEPT));
    }
  }

  private static String text(Map<String, String> settings) {
    return new TreeMap<>(settings)
        .entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(", "));
  }
}
