package org.iecpools.events;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;

/**
 * The one job that creates the topics and registers the schemas, before any service starts. Run
 * again, it adds what is missing and changes nothing else.
 */
public final class SetUp {

  private SetUp() {}

  /** Arguments: {@code --bootstrap-servers}, {@code --registry-url}, {@code --partitions}. */
  public static void main(String[] args) {
    Map<String, String> options = new TreeMap<>();
    for (int i = 0; i + 1 < args.length; i += 2) {
      options.put(args[i], args[i + 1]);
    }
    Set<String> known = Set.of("--bootstrap-servers", "--registry-url", "--partitions");
    if (args.length % 2 == 1 || !known.containsAll(options.keySet())) {
      System.err.println(
          "usage: SetUp [--bootstrap-servers HOST:PORT] [--registry-url URL] [--partitions N]");
      System.exit(2);
    }
    run(
        options.getOrDefault("--bootstrap-servers", "127.0.0.1:9092"),
        URI.create(options.getOrDefault("--registry-url", "http://127.0.0.1:8080")),
        Integer.parseInt(
            options.getOrDefault("--partitions", Integer.toString(Topics.PARTITIONS))));
  }

  /**
   * @param partitions of every topic but the clock, 1 or more
   * @throws IllegalStateException when a topic is there with another number of partitions, or the
   *     registry refuses a schema
   */
  public static void run(String bootstrapServers, URI registry, int partitions) {
    createTopics(bootstrapServers, partitions);
    SchemaRegistry schemas = new SchemaRegistry(registry);
    for (Schema schema : EventCodec.schemas()) {
      schemas.register(schema);
    }
  }

  private static void createTopics(String bootstrapServers, int partitions) {
    Properties properties = new Properties();
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    try (Admin admin = Admin.create(properties)) {
      Set<String> present = admin.listTopics().names().get();
      List<NewTopic> missing =
          Topics.ALL.stream()
              .filter(topic -> !present.contains(topic.name()))
              .map(
                  topic ->
                      new NewTopic(topic.name(), partitionsOf(topic, partitions), (short) -1)
                          .configs(topic.settings()))
              .toList();
      admin.createTopics(missing).all().get();
      List<String> names = Topics.ALL.stream().map(Topic::name).filter(present::contains).toList();
      Map<String, TopicDescription> found = admin.describeTopics(names).allTopicNames().get();
      String wrong =
          Topics.ALL.stream()
              .filter(topic -> found.containsKey(topic.name()))
              .filter(
                  topic ->
                      found.get(topic.name()).partitions().size()
                          != partitionsOf(topic, partitions))
              .map(topic -> topic.name() + " has " + found.get(topic.name()).partitions().size())
              .collect(Collectors.joining(", "));
      if (!wrong.isEmpty()) {
        throw new IllegalStateException(
            "all topics need " + partitions + " partitions, for keys must agree, but " + wrong);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("could not create topics: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while creating topics", e);
    }
  }

  private static int partitionsOf(Topic<?> topic, int partitions) {
    return topic == Topics.CLOCK ? 1 : partitions;
  }
}
