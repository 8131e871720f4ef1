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
 * @param simulatedClock whether a fresh stack's time is a simulation's, not the system's
 */
public record StackOptions(
    Optional<Path> dataDir,
    Ports ports,
    boolean fresh,
    Set<Service> services,
    boolean simulatedClock) {

  public StackOptions {
    services = Set.copyOf(services);
  }

  /** All services on free ports, nothing left of it at the end. */
  public static StackOptions throwaway() {
    return new StackOptions(
        Optional.empty(), Ports.free(), false, EnumSet.allOf(Service.class), false);
  }

  /** All services on the usual ports, with data that survive. */
  public static StackOptions keptIn(Path dataDir) {
    return new StackOptions(
        Optional.of(dataDir), Ports.usual(), false, EnumSet.allOf(Service.class), false);
  }

  public StackOptions on(Ports ports) {
    return new StackOptions(dataDir, ports, fresh, services, simulatedClock);
  }

  public StackOptions fresh(boolean fresh) {
    return new StackOptions(dataDir, ports, fresh, services, simulatedClock);
  }

  public StackOptions only(Set<Service> services) {
    return new StackOptions(dataDir, ports, fresh, services, simulatedClock);
  }

  public StackOptions inSimulatedTime() {
    return new StackOptions(dataDir, ports, fresh, services, true);
  }
}
