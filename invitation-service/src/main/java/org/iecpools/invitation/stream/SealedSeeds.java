package org.iecpools.invitation.stream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.iecpools.kit.keys.UnusableKeys;

/**
 * The keys that seeds in Kafka need. At a start they are compared with the available keys before
 * anything is changed.
 *
 * @param byKey number of rounds whose seeds are sealed with each key, by key id
 * @param plain number of rounds whose seeds an earlier version stored unencrypted
 */
public record SealedSeeds(Map<String, Integer> byKey, int plain) {

  private static final Duration POLL = Duration.ofMillis(100);

  /** Sorted by key id. */
  public SealedSeeds {
    byKey = new TreeMap<>(byKey);
  }

  /**
   * Reads the changelog of the store of seeds.
   *
   * @param application id of the Kafka Streams application
   * @param consumer reads committed records, without a group
   */
  public static SealedSeeds read(String application, Admin kafka, Consumer<byte[], byte[]> consumer)
      throws ExecutionException, InterruptedException {
    String topic = "%s-%s-changelog".formatted(application, Stores.SEEDS);
    if (!kafka.listTopics().names().get().contains(topic)) {
      return new SealedSeeds(Map.of(), 0);
    }
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Collection<Map.Entry<TopicPartition, Long>> ends = consumer.endOffsets(partitions).entrySet();
    Map<String, byte[]> seeds = new HashMap<>();
    while (ends.stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer
          .poll(POLL)
          .forEach(r -> seeds.put(new String(r.key(), StandardCharsets.UTF_8), r.value()));
    }
    seeds.values().removeIf(value -> value == null);
    return of(seeds.values());
  }

  static SealedSeeds of(Collection<byte[]> stored) {
    Map<String, Integer> byKey = new HashMap<>();
    stored.forEach(
        value -> SeedVault.keyId(value).ifPresent(id -> byKey.merge(id, 1, Integer::sum)));
    return new SealedSeeds(byKey, (int) stored.stream().filter(SeedVault::isPlain).count());
  }

  /**
   * Refuses keys that cannot open every seed. They are probably those of another installation, and
   * the service would replace the announcements of all these rounds.
   *
   * @param known ids of the available keys
   * @param lost ids of keys that the operator has declared lost
   * @param place location of the available keys
   * @throws UnusableKeys with the needed keys, the available keys and the remedy
   */
  public void check(Collection<String> known, Set<String> lost, String place) {
    Map<String, Integer> missing = new TreeMap<>(byKey);
    missing.keySet().removeAll(known);
    missing.keySet().removeAll(lost);
    if (missing.isEmpty()) {
      return;
    }
    throw new UnusableKeys(
        """
        seeds of %d announced rounds in Kafka are sealed with other keys than the available ones: %s needed, %s in %s. \
        Add the missing keys there. If they are lost, start with IEC_LOST_SEED_KEYS=%s: the rounds are then announced \
        again with new seeds, and the announcements contain this reason"""
            .formatted(
                missing.values().stream().mapToInt(Integer::intValue).sum(),
                String.join(", ", missing.keySet()),
                known.isEmpty() ? "none" : String.join(", ", known),
                place,
                String.join(",", missing.keySet())));
  }
}
