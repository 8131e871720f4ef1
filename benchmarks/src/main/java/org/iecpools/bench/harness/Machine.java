package org.iecpools.bench.harness;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The machine of a measurement.
 *
 * @param processor the model name reported by the system
 * @param memoryMb total memory in megabytes
 * @param load load average of the last minute before the benchmark; above 0.5, other work was
 *     running; negative if the system does not report it
 */
public record Machine(
    int processors, String processor, long memoryMb, String system, String java, double load) {

  public static Machine here() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        system.getAvailableProcessors(),
        modelName(),
        system.getTotalMemorySize() >> 20,
        "%s %s %s".formatted(system.getName(), system.getVersion(), system.getArch()),
        System.getProperty("java.vendor.version") == null
            ? Runtime.version().toString()
            : System.getProperty("java.vendor.version"),
        system.getSystemLoadAverage());
  }

  /** For a report in JSON. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("processors", processors);
    json.put("processor", processor);
    json.put("memory_mb", memoryMb);
    json.put("system", system);
    json.put("java", java);
    json.put("load_before", load);
    return json;
  }

  private static String modelName() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
