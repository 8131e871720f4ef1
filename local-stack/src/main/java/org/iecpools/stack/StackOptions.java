package org.iecpools.stack;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What kind of stack to start.
 *
 * @param dataDir where it keeps its data; empty: a directory of its own, removed by the end
 * @param fresh forget what the data directory holds
 * @param services which of the four to start; broker and registry always are
 * @param settings further settings of every service, such as {@code iec.simulated-clock=true}
 */
public record StackOptions(
    Optional<Path> dataDir,
    Ports ports,
    boolean fresh,
    Set<Service> services,
    Map<String, String> settings) {

  public StackOptions {
    services = Set.copyOf(services);
    settings = Map.copyOf(settings);
  }

  /** All services on free ports, nothing left of it at the end. */
  public static StackOptions throwaway() {
    return new StackOptions(
        Optional.empty(), Ports.free(), false, EnumSet.allOf(Service.class), Map.of());
  }

  /** All services on the usual ports, with data that survive. */
  public static StackOptions keptIn(Path dataDir) {
    return new StackOptions(
        Optional.of(dataDir), Ports.usual(), false, EnumSet.allOf(Service.class), Map.of());
  }

  public StackOptions on(Ports ports) {
    return new StackOptions(dataDir, ports, fresh, services, settings);
  }

  public StackOptions fresh(boolean fresh) {
    return new StackOptions(dataDir, ports, fresh, services, settings);
  }

  public StackOptions only(Set<Service> services) {
    return new StackOptions(dataDir, ports, fresh, services, settings);
  }

  public StackOptions with(String setting, String value) {
    Map<String, String> more = new LinkedHashMap<>(settings);
    more.put(setting, value);
    return new StackOptions(dataDir, ports, fresh, services, more);
  }
}
