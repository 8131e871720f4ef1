package org.iecpools.events;

import java.net.URI;
import java.util.Iterator;
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

  private static final Set<String> VALUES =
      Set.of("--bootstrap-servers", "--registry-url", "--partitions");

  private SetUp() {}

  /**
   * What the job is told.
   *
   * @param partitions of every topic but the clock, 1 or more
   * @param simulatedClock whether to make {@code iec.clock} too. Services that find it follow its
   *     time and no other: never in production
   */
  public record Options(
      String bootstrapServers, URI registry, int partitions, boolean simulatedClock) {}

  /**
   * Arguments: {@code --bootstrap-servers}, {@code --registry-url}, {@code --partitions}, {@code
   * --simulated-clock}.
   */
  public static void main(String[] args) {
    Map<String, String> values = new TreeMap<>();
    boolean simulatedClock = false;
    for (Iterator<String> words = List.of(args).iterator(); words.hasNext(); ) {
      switch (words.next()) {
        case "--simulated-clock" -> simulatedClock = true;
        case String name when VALUES.contains(name) && words.hasNext() ->
            values.put(name, words.next());
        case String other -> {
          System.err.printf(
              """
              SetUp: what is %s?
              usage: SetUp [--bootstrap-servers HOST:PORT] [--registry-url URL] [--partitions N]
                           [--simulated-clock]
              """,
              other);
          System.exit(2);
        }
      }
    }
    run(
        new Options(
            values.getOrDefault("--bootstrap-servers", "127.0.0.1:9092"),
            URI.create(values.getOrDefault("--registry-url", "http://127.0.0.1:8080")),
            Integer.parseInt(
                values.getOrDefault("--partitions", Integer.toString(Topics.PARTITIONS))),
            simulatedClock));
  }

  /**
   * Creates what is missing.
   *
   * @throws IllegalStateException when a topic is there with another number of partitions, or the
   *     registry refuses a schema
   */
  public static void run(Options options) {
    createTopics(options);
    SchemaRegistry schemas = new SchemaRegistry(options.registry());
    for (Schema schema : EventCodec.schemas()) {
      schemas.register(schema);
    }
  }

  private static void createTopics(Options options) {
    Properties properties = new Properties();
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, options.bootstrapServers());
    try (Admin admin = Admin.create(properties)) {
      Set<String> present = admin.listTopics().names().get();
      List<NewTopic> missing =
          Topics.ALL.stream()
              .filter(topic -> !present.contains(topic.name()))
              .filter(topic -> topic != Topics.CLOCK || options.simulatedClock())
              .map(
                  topic ->
                      new NewTopic(topic.name(), partitions(topic, options), (short) -1)
                          .configs(topic.settings()))
              .toList();
      NewTopics.create(admin, missing);
      List<String> names = Topics.ALL.stream().map(Topic::name).filter(present::contains).toList();
      Map<String, TopicDescription> found = admin.describeTopics(names).allTopicNames().get();
      String wrong =
          Topics.ALL.stream()
              .filter(topic -> found.containsKey(topic.name()))
              .filter(
                  topic ->
                      found.get(topic.name()).partitions().size() != partitions(topic, options))
              .map(topic -> topic.name() + " has " + found.get(topic.name()).partitions().size())
              .collect(Collectors.joining(", "));
      if (!wrong.isEmpty()) {
        throw new IllegalStateException(
            "all topics need "
                + options.partitions()
                + " partitions, for keys must agree, but "
                + wrong);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("could not create topics: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while creating topics", e);
    }
  }

  private static int partitions(Topic<?> topic, Options options) {
    return topic == Topics.CLOCK ? 1 : options.partitions();
  }
}
