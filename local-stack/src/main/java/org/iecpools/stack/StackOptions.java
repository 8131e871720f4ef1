package org.iecpools.stack;

import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.iecpools.kafka.ClientConfig;

/**
 * Selects what kind of stack to start. Begin with {@link #throwaway} or {@link #keptIn}; each
 * further method returns changed options.
 *
 * @param dataDir where the stack keeps its data; empty for a directory of its own that is deleted
 *     at the end
 * @param fresh whether existing data in the directory are deleted at the start
 * @param services the services to start
 * @param servicesOnly whether broker and registry already run on their ports; the stack then
 *     neither starts nor stops them
 * @param debugged the services to start with a debugger port; only services that are started
 * @param simulatedClock whether a stack without data uses simulated time instead of the system's
 * @param acceptChanges whether set-up accepts topics and schemas that differ from the recorded ones
 * @param secretsDir where the services' secret keys are; empty for the data directory
 * @param secured whether Kafka and the registry authenticate their clients
 * @param restore what to write to broker and registry before set-up; empty for nothing
 * @param collector where the services send traces; empty for the environment variables OTEL_*
 * @param beacon whether draws depend on a local beacon, which the stack then runs
 */
public record StackOptions(
    Optional<Path> dataDir,
    Ports ports,
    boolean fresh,
    Set<Service> services,
    boolean servicesOnly,
    Set<Service> debugged,
    boolean simulatedClock,
    boolean acceptChanges,
    Optional<Path> secretsDir,
    boolean secured,
    Optional<Restore> restore,
    Optional<URI> collector,
    boolean beacon) {

  /**
   * Data that a new stack begins with.
   *
   * @param clusterId of the Kafka cluster that the data were exported from
   * @param writer writes them
   */
  public record Restore(String clusterId, DataWriter writer) {}

  /** Writes data to a broker and a registry that have none. */
  @FunctionalInterface
  public interface DataWriter {

    /**
     * Writes all data.
     *
     * @param bootstrapServers HOST:PORT of the broker
     * @param client how set-up's user authenticates to both
     */
    void write(String bootstrapServers, URI registry, ClientConfig client);
  }

  public StackOptions {
    services = Set.copyOf(services);
    debugged = Set.copyOf(debugged);
  }

  /** All services on free ports. The data are deleted at the end. */
  public static StackOptions throwaway() {
    return new Draft(Ports.free()).options();
  }

  /** All services on the default ports. The data are kept in the directory. */
  public static StackOptions keptIn(Path dataDir) {
    Draft draft = new Draft(Ports.usual());
    draft.dataDir = Optional.of(dataDir);
    return draft.options();
  }

  public StackOptions on(Ports ports) {
    return with(draft -> draft.ports = ports);
  }

  public StackOptions fresh(boolean fresh) {
    return with(draft -> draft.fresh = fresh);
  }

  public StackOptions only(Set<Service> services) {
    return with(draft -> draft.services = services);
  }

  /** Starts all services except these. They may run elsewhere. */
  public StackOptions without(Set<Service> leftOut) {
    Set<Service> others = EnumSet.allOf(Service.class);
    others.removeAll(leftOut);
    return only(others);
  }

  /** Opens a debugger port for each of these services. */
  public StackOptions debugging(Set<Service> debugged) {
    return with(draft -> draft.debugged = debugged);
  }

  /** Uses a broker and a registry that already run on these ports of 127.0.0.1. */
  public StackOptions usingBrokerAndRegistry(int broker, int registry) {
    return with(
        draft -> {
          draft.ports = ports.with(broker, registry);
          draft.servicesOnly = true;
        });
  }

  /** Uses the secret keys of another stack on the same broker. */
  public StackOptions withSecretsIn(Path directory) {
    return with(draft -> draft.secretsDir = Optional.of(directory));
  }

  /**
   * Makes Kafka and the registry authenticate their clients and check their rights. Passwords are
   * generated at first use.
   */
  public StackOptions withAuthentication() {
    return with(draft -> draft.secured = true);
  }

  /**
   * Makes the services send traces.
   *
   * @param collector base address of an OTLP receiver over HTTP
   */
  public StackOptions withTracesTo(URI collector) {
    return with(draft -> draft.collector = Optional.of(collector));
  }

  /**
   * Makes draws depend on a local beacon. Its secret is generated at first use, among the secret
   * keys, so that another stack with these keys has the same beacon.
   */
  public StackOptions withBeacon() {
    return with(draft -> draft.beacon = true);
  }

  public StackOptions inSimulatedTime() {
    return with(draft -> draft.simulatedClock = true);
  }

  /** Accepts topics and schemas that have changed since the last set-up. */
  public StackOptions acceptingChanges() {
    return with(draft -> draft.acceptChanges = true);
  }

  /**
   * Begins with data that were exported from another stack, and accepts its topics. Only for a
   * directory without data of a broker or registry.
   */
  public StackOptions restoring(Restore restore) {
    return with(
        draft -> {
          draft.restore = Optional.of(restore);
          draft.acceptChanges = true;
        });
  }

  private StackOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /** A mutable copy, so that each change names only what it changes. */
  private static final class Draft {
    private Optional<Path> dataDir = Optional.empty();
    private Ports ports;
    private boolean fresh;
    private Set<Service> services = EnumSet.allOf(Service.class);
    private boolean servicesOnly;
    private Set<Service> debugged = Set.of();
    private boolean simulatedClock;
    private boolean acceptChanges;
    private Optional<Path> secretsDir = Optional.empty();
    private boolean secured;
    private Optional<Restore> restore = Optional.empty();
    private Optional<URI> collector = Optional.empty();
    private boolean beacon;

    Draft(Ports ports) {
      this.ports = ports;
    }

    Draft(StackOptions options) {
      dataDir = options.dataDir;
      ports = options.ports;
      fresh = options.fresh;
      services = options.services;
      servicesOnly = options.servicesOnly;
      debugged = options.debugged;
      simulatedClock = options.simulatedClock;
      acceptChanges = options.acceptChanges;
      secretsDir = options.secretsDir;
      secured = options.secured;
      restore = options.restore;
      collector = options.collector;
      beacon = options.beacon;
    }

    StackOptions options() {
      return new StackOptions(
          dataDir,
          ports,
          fresh,
          services,
          servicesOnly,
          debugged,
          simulatedClock,
          acceptChanges,
          secretsDir,
          secured,
          restore,
          collector,
          beacon);
    }
  }
}
