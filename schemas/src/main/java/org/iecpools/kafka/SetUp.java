package org.iecpools.kafka;

import java.net.URI;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.iecpools.environment.Environment;
import org.iecpools.environment.EnvironmentChanged;
import org.iecpools.environment.EnvironmentKeeper;
import org.iecpools.environment.Fingerprints;
import org.jspecify.annotations.Nullable;

/**
 * Creates the topics and registers the schemas; must run before any service starts. When it runs
 * again, it adds what is missing and applies the current topic settings; it changes nothing else.
 */
public final class SetUp {

  private static final String GENERATE = "--generate-credentials";

  private static final Set<String> VALUES =
      Set.of(
          "--bootstrap-servers",
          "--registry-url",
          "--partitions",
          "--command-config",
          "--credentials",
          GENERATE);

  private SetUp() {}

  /**
   * Options of the job.
   *
   * @param client how to authenticate to Kafka and the registry
   * @param partitions of every topic except those of one partition ({@link Topics#partitions}), 1
   *     or more
   * @param simulatedClock whether time is simulated, which is recorded with the data. Only for a
   *     stack without data; never in production
   * @param acceptChanges whether to accept an environment that has changed since the last run
   * @param credentials the directory with the passwords of Kafka's users; see {@link Credentials}.
   *     Empty: set-up does not touch users and access rules
   */
  public record Options(
      String bootstrapServers,
      URI registry,
      ClientConfig client,
      int partitions,
      boolean simulatedClock,
      boolean acceptChanges,
      Optional<Path> credentials) {}

  /**
   * What set-up has found and done.
   *
   * @param time which time the data follow
   * @param accessChanges what has been done about users and access rules, a sentence each; empty if
   *     nothing was asked
   */
  public record Result(Environment.Time time, List<String> accessChanges) {}

  /**
   * Arguments: {@code --bootstrap-servers}, {@code --registry-url}, {@code --command-config},
   * {@code --partitions}, {@code --simulated-clock}, {@code --accept-changes}, {@code
   * --credentials}. With {@code --generate-credentials DIR}, it only generates the passwords that
   * are missing, also those of a broker, a registry and a Kafka UI of this project's own, and needs
   * none of them.
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
              usage: SetUp [--bootstrap-servers HOST:PORT] [--registry-url URL] [--command-config FILE]
                           [--partitions N] [--simulated-clock] [--accept-changes] [--credentials DIR]
                     SetUp --generate-credentials DIR
              """,
              other);
          System.exit(2);
        }
      }
    }
    if (values.containsKey(GENERATE)) {
      Credentials credentials =
          new Credentials(Path.of(values.get(GENERATE)), client(values.get("--command-config")));
      credentials.generateAll();
      credentials.generateKafkaUi();
      return;
    }
    try {
      Result result =
          run(
              new Options(
                  values.getOrDefault("--bootstrap-servers", "127.0.0.1:9092"),
                  URI.create(values.getOrDefault("--registry-url", "http://127.0.0.1:8080")),
                  client(values.get("--command-config")),
                  Integer.parseInt(
                      values.getOrDefault("--partitions", Integer.toString(Topics.PARTITIONS))),
                  simulatedClock,
                  acceptChanges,
                  Optional.ofNullable(values.get("--credentials")).map(Path::of)));
      result.accessChanges().forEach(System.out::println);
    } catch (AccessDenied | SchemaRegistry.Denied e) {
      System.err.println("SetUp: " + e.getMessage());
      System.exit(1);
    }
  }

  private static ClientConfig client(@Nullable String file) {
    if (file == null) {
      return ClientConfig.NONE;
    }
    try {
      return ClientConfig.read(Path.of(file));
    } catch (IllegalArgumentException e) {
      System.err.println("SetUp: " + e.getMessage());
      System.exit(2);
      throw e;
    }
  }

  /**
   * Creates what is missing and records the environment.
   *
   * @throws EnvironmentChanged if the environment is not the one of the last run; nothing is
   *     changed then
   * @throws IllegalStateException if an existing topic has another number of partitions, or the
   *     registry refuses a schema
   * @throws AccessDenied if Kafka denies access
   * @throws SchemaRegistry.Denied if the registry does
   */
  public static Result run(Options options) {
    options.client().check(options.bootstrapServers());
    Map<String, Object> client = options.client().kafka(options.bootstrapServers());
    try (Admin admin = Admin.create(client)) {
      EnvironmentKeeper environment =
          EnvironmentKeeper.open(admin, client, options.simulatedClock(), options.acceptChanges());
      SchemaRegistry schemas = options.client().registry(options.registry());
      environment.check(schemas);
      createTopics(options, admin, environment.time() == Environment.Time.SIMULATED);
      Map<Integer, Environment.SchemaState> registered = new TreeMap<>();
      for (Schema schema : EventCodec.schemas()) {
        registered.put(schemas.register(schema), Fingerprints.of(schema));
      }
      environment.record(registered, schemas);
      return new Result(
          environment.time(),
          options.credentials().isEmpty()
              ? List.of()
              : Access.apply(
                  admin,
                  new Credentials(options.credentials().get(), options.client()),
                  environment.time() == Environment.Time.SIMULATED));
    } catch (ExecutionException | KafkaException e) {
      throw AccessDenied.in(e, options.bootstrapServers())
          .map(RuntimeException.class::cast)
          .orElseGet(() -> new IllegalStateException("Kafka refused a request: " + reason(e), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while setting up", e);
    }
  }

  private static Throwable reason(Exception e) {
    return e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
  }

  private static void createTopics(Options options, Admin admin, boolean simulatedClock)
      throws ExecutionException, InterruptedException {
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
  }

  private static int partitions(Topic<?> topic, Options options) {
    return Topics.partitions(topic, options.partitions());
  }
}
