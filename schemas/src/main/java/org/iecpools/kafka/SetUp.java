package org.iecpools.kafka;

import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.iecpools.environment.Environment;
import org.iecpools.environment.EnvironmentChanged;
import org.iecpools.environment.EnvironmentKeeper;
import org.iecpools.environment.Fingerprints;

/**
 * Creates the topics and registers the schemas; must run before any service starts. When it runs
 * again, it adds what is missing and applies the current topic settings; it changes nothing else.
 */
public final class SetUp {

  private static final Set<String> VALUES =
      Set.of("--bootstrap-servers", "--registry-url", "--partitions");

  private SetUp() {}

  /**
   * Options of the job.
   *
   * @param partitions of every topic except the clock and the environment, 1 or more
   * @param simulatedClock whether time is simulated, which is recorded with the data. Only for a
   *     stack without data; never in production
   * @param acceptChanges whether to accept an environment that has changed since the last run
   */
  public record Options(
      String bootstrapServers,
      URI registry,
      int partitions,
      boolean simulatedClock,
      boolean acceptChanges) {}

  /**
   * Arguments: {@code --bootstrap-servers}, {@code --registry-url}, {@code --partitions}, {@code
   * --simulated-clock}, {@code --accept-changes}.
   */
  public static void main(String[] args) {
    Map<String, String> values = new TreeMap<>();
    boolean simulatedClock = false;
    boolean acceptChanges = false;
    for (Iterator<String> words = List.of(args).iterator(); words.hasNext(); ) {
      switch (words.next()) {
        case "--simulated-clock" -> simulatedClock = true;
        case "--accept-changes" -> acceptChanges = true;
        case String name when VALUES.contains(name) && words.hasNext() ->
            values.put(name, words.next());
        case String other -> {
          System.err.printf(
              """
              SetUp: what is %s?
              usage: SetUp [--bootstrap-servers HOST:PORT] [--registry-url URL] [--partitions N]
                           [--simulated-clock] [--accept-changes]
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
            simulatedClock,
            acceptChanges));
  }

  /**
   * Creates what is missing and records the environment.
   *
   * @throws EnvironmentChanged if the environment is not the one of the last run; nothing is
   *     changed then
   * @throws IllegalStateException if an existing topic has another number of partitions, or the
   *     registry refuses a schema
   */
  public static void run(Options options) {
    Properties properties = new Properties();
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, options.bootstrapServers());
    try (Admin admin = Admin.create(properties)) {
      EnvironmentKeeper environment =
          EnvironmentKeeper.open(
              admin, options.bootstrapServers(), options.simulatedClock(), options.acceptChanges());
      SchemaRegistry schemas = new SchemaRegistry(options.registry());
      environment.check(schemas);
      createTopics(options, admin, environment.time() == Environment.Time.SIMULATED);
      Map<Integer, Environment.SchemaState> registered = new TreeMap<>();
      for (Schema schema : EventCodec.schemas()) {
        registered.put(schemas.register(schema), Fingerprints.of(schema));
      }
      environment.record(registered, schemas);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka refused a request: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while setting up", e);
    }
  }

  private static void createTopics(Options options, Admin admin, boolean simulatedClock) {
    try {
      Set<String> present = admin.listTopics().names().get();
      List<NewTopic> missing =
          Topics.ALL.stream()
              .filter(topic -> !present.contains(topic.name()))
              .filter(topic -> topic != Topics.CLOCK || simulatedClock)
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
              .flatMap(
                  topic ->
                      Stream.ofNullable(found.get(topic.name()))
                          .map(description -> description.partitions().size())
                          .filter(count -> count != partitions(topic, options))
                          .map(count -> topic.name() + " has " + count))
              .collect(Collectors.joining(", "));
      if (!wrong.isEmpty()) {
        throw new IllegalStateException(
            "all topics need "
                + options.partitions()
                + " partitions, so that records with one key are on partitions with one number, but "
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
    return topic == Topics.CLOCK || topic == Topics.ENVIRONMENT ? 1 : options.partitions();
  }
}
