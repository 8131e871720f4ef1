package org.iecpools.stack;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What kind of stack to start.
 *
 * @param dataDir where it keeps its data; empty: a directory of its own, removed by the end
 * @param fresh forget what the data directory holds
 * @param services which of the four to start; broker and registry always are
 * @param servicesOnly whether broker and registry run already, on their ports, and are somebody
 *     else's to end
 * @param debugged the services to start with a debugger's port; each must be one that is started
 * @param simulatedClock whether a fresh stack's time is a simulation's, not the system's
 * @param acceptChanges whether an environment that has changed is taken as it is now
 * @param secretsDir where the services' secret keys are; empty: in the data directory
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
    Optional<Path> secretsDir) {

  public StackOptions {
    services = Set.copyOf(services);
    debugged = Set.copyOf(debugged);
  }

  /** All services on free ports, nothing left of it at the end. */
  public static StackOptions throwaway() {
    return new StackOptions(
        Optional.empty(),
        Ports.free(),
        false,
        EnumSet.allOf(Service.class),
        false,
        Set.of(),
        false,
        false,
        Optional.empty());
  }

  /** All services on the usual ports, with data that survive. */
  public static StackOptions keptIn(Path dataDir) {
    return new StackOptions(
        Optional.of(dataDir),
        Ports.usual(),
        false,
        EnumSet.allOf(Service.class),
        false,
        Set.of(),
        false,
        false,
        Optional.empty());
  }

  public StackOptions on(Ports ports) {
    return new StackOptions(
        dataDir,
        ports,
        fresh,
        services,
        servicesOnly,
        debugged,
        simulatedClock,
        acceptChanges,
        secretsDir);
  }

  public StackOptions fresh(boolean fresh) {
    return new StackOptions(
        dataDir,
        ports,
        fresh,
        services,
        servicesOnly,
        debugged,
        simulatedClock,
        acceptChanges,
        secretsDir);
  }

  public StackOptions only(Set<Service> services) {
    return new StackOptions(
        dataDir,
        ports,
        fresh,
        services,
        servicesOnly,
        debugged,
        simulatedClock,
        acceptChanges,
        secretsDir);
  }

  /** Starts all services but these, which run elsewhere if at all. */
  public StackOptions without(Set<Service> leftOut) {
    Set<Service> others = EnumSet.allOf(Service.class);
    others.removeAll(leftOut);
    return only(others);
  }

  /** Lets a debugger attach to these services. */
  public StackOptions debugging(Set<Service> debugged) {
    return new StackOptions(
        dataDir,
        ports,
        fresh,
        services,
        servicesOnly,
        debugged,
        simulatedClock,
        acceptChanges,
        secretsDir);
  }

  /** Beside a broker and a registry that run already on these ports of loopback. */
  public StackOptions beside(int broker, int registry) {
    return new StackOptions(
        dataDir,
        ports.with(broker, registry),
        fresh,
        services,
        true,
        debugged,
        simulatedClock,
        acceptChanges,
        secretsDir);
  }

  /** With the secret keys of another stack, whose broker it uses. */
  public StackOptions sharingSecretsOf(LocalStack other) {
    return new StackOptions(
        dataDir,
        ports,
        fresh,
        services,
        servicesOnly,
        debugged,
        simulatedClock,
        acceptChanges,
        Optional.of(other.secretsDir()));
  }

  public StackOptions inSimulatedTime() {
    return new StackOptions(
        dataDir, ports, fresh, services, servicesOnly, debugged, true, acceptChanges, secretsDir);
  }

  /** Takes an environment that has changed since the last set-up as it is now. */
  public StackOptions acceptingChanges() {
    return new StackOptions(
        dataDir, ports, fresh, services, servicesOnly, debugged, simulatedClock, true, secretsDir);
  }
}
