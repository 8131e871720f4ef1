package org.iecpools.stack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * A real single-node Kafka broker in KRaft mode on loopback: in this process for tests, or as a
 * separate process through {@link #main}. The data directory is formatted once and then kept. It
 * survives a stop, a kill and a change of ports.
 */
public final class LocalBroker implements AutoCloseable {
  private static final int NODE = 1;

  /** Maximum time by which a record's timestamp may be ahead of the broker's clock. */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  /** The default of Kafka clients in all languages. The services use ten seconds. */
  private static final Duration LONGEST_TRANSACTION = Duration.ofSeconds(60);

  private final KafkaRaftServer server;
  private final int port;
  private final Path dataDir;
  private final boolean throwaway;

  private LocalBroker(KafkaRaftServer server, int port, Path dataDir, boolean throwaway) {
    this.server = server;
    this.port = port;
    this.dataDir = dataDir;
    this.throwaway = throwaway;
  }

  /** Starts a broker in this process on a free port. {@link #close()} deletes its data. */
  public static LocalBroker start() {
    return start(Directories.temporary("iec-broker-"), FreePorts.one(), true);
  }

  /** Starts a broker in this process. Creates the data directory if necessary and keeps it. */
  public static LocalBroker start(Path dataDir, int port) {
    return start(dataDir, port, false);
  }

  private static LocalBroker start(Path dataDir, int port, boolean throwaway) {
    Properties settings = settings(dataDir, port, FreePorts.one());
    format(dataDir, settings);
    KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM);
    server.startup();
    return new LocalBroker(server, port, dataDir, throwaway);
  }

  /** The value for a client's {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
    if (throwaway) {
      Directories.delete(dataDir);
    }
  }

  /** Starts a broker as a separate process. */
  static StackProcess process(BuildTree tree, Path dataDir, int port, Path log) {
    String classPath = tree.classPath("local-stack");
    List<String> arguments =
        new ArrayList<>(ClassArchive.options(tree, Component.BROKER, classPath));
    arguments.addAll(
        List.of(
            "-Xmx224m",
            // The broker decompresses records. A record too large for its heap fails that request,
            // not the broker.
            "-XX:-ExitOnOutOfMemoryError",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
            "-cp",
            classPath,
            LocalBroker.class.getName(),
            dataDir.toString(),
            Integer.toString(port)));
    return new StackProcess(Component.BROKER.label(), arguments, log, () -> answers(port));
  }

  /** Whether the broker answers requests, and not only accepts connections. */
  static boolean answers(int port) {
    if (FreePorts.isFree(port)) {
      return false;
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port))) {
      return !admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Properties settings(Path dataDir, int port, int controllerPort) {
    Properties p = new Properties();
    p.setProperty("process.roles", "broker,controller");
    p.setProperty("node.id", Integer.toString(NODE));
    // The voter is set here and not in the metadata log, so that the data can be used with other
    // ports.
    p.setProperty("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
    p.setProperty(
        "listeners",
        "BROKER://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
    p.setProperty("advertised.listeners", "BROKER://127.0.0.1:" + port);
    p.setProperty("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.setProperty("inter.broker.listener.name", "BROKER");
    p.setProperty("controller.listener.names", "CONTROLLER");
    p.setProperty("log.dirs", dataDir.toAbsolutePath().toString());

    p.putAll(reliedOn());
    p.setProperty("num.network.threads", "2");
    p.setProperty("num.io.threads", "4");
    p.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
    return p;
  }

  /** Broker settings that the services rely on; every single-node broker needs them. */
  public static Map<String, String> reliedOn() {
    Map<String, String> p = new LinkedHashMap<>();
    // A set-up job creates the topics with the required settings. A typing error must not create
    // one.
    p.put("auto.create.topics.enable", "false");
    p.put("log.message.timestamp.after.max.ms", Long.toString(AHEAD.toMillis()));

    p.put("offsets.topic.replication.factor", "1");
    p.put("offsets.topic.num.partitions", "4");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("transaction.state.log.num.partitions", "4");
    p.put("share.coordinator.state.topic.replication.factor", "1");
    p.put("share.coordinator.state.topic.min.isr", "1");
    p.put("share.coordinator.state.topic.num.partitions", "1");
    // A stack that was down for longer than Kafka's default of a week must continue where it
    // stopped.
    p.put("offsets.retention.minutes", Long.toString(Duration.ofDays(3650).toMinutes()));
    // No other member joins a group, so waiting for more would only delay the services' start.
    p.put("group.initial.rebalance.delay.ms", "0");
    // A restarted service must not wait a minute for the end of its predecessor's transaction.
    p.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    // Consumers cannot read records behind an open transaction.
    p.put("transaction.max.timeout.ms", Long.toString(LONGEST_TRANSACTION.toMillis()));
    return p;
  }

  private static void format(Path dataDir, Properties settings) {
    if (Files.exists(dataDir.resolve("meta.properties"))) {
      return;
    }
    Directories.create(dataDir);
    try {
      Path file = Files.createTempFile("iec-broker-", ".properties");
      try {
        try (OutputStream out = Files.newOutputStream(file)) {
          settings.store(out, null);
        }
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        String[] arguments = {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()};
        int status =
            StorageTool.execute(arguments, new PrintStream(output, true, StandardCharsets.UTF_8));
        if (status != 0) {
          throw new StackException(
              "cannot format %s: %s".formatted(dataDir, output.toString(StandardCharsets.UTF_8)));
        }
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs a broker until SIGTERM. Arguments: the data directory and the port.
   *
   * <p>A broker whose data is unusable exits with status 1 and logs the reason.
   */
  public static void main(String... arguments) throws InterruptedException {
    if (arguments.length != 2) {
      System.err.println("usage: LocalBroker DATA-DIR PORT; got " + Arrays.toString(arguments));
      System.exit(2);
    }
    LocalBroker broker = start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    CountDownLatch down = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  broker.close();
                  down.countDown();
                },
                "shutdown"));
    down.await();
  }
}
