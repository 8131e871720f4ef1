package org.iecpools.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.iecpools.bench.harness.Figures;
import org.iecpools.bench.harness.Machine;
import org.iecpools.bench.harness.Spread;
import org.iecpools.stack.StackException;

/**
 * Measures how long a demo season takes, with draws that depend on a beacon and with draws that
 * depend on seeds alone, and optionally with another version of the project. Each demo is a process
 * of its own. In each round all of them are played, and another one is the first.
 */
final class DemoBenchmark {

  private static final String BEGIN = "Season ";
  private static final String END = " events from upstream in ";
  private static final int LAST_LINES = 15;
  private static final double NANOS = 1e9;

  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroy), "stop-demos"));
  }

  private DemoBenchmark() {}

  /**
   * A demo.
   *
   * @param name in the report
   * @param root the clone whose {@code iec} is run
   * @param arguments of {@code iec demo}, in addition to those of all
   */
  record Contender(String name, Path root, List<String> arguments) {}

  /**
   * How long a demo took.
   *
   * @param season seconds from the beginning of the season to its last comparison
   * @param whole seconds of the whole command, with the start and the stop of the stack
   */
  record Timing(double season, double whole) {}

  /**
   * The figures.
   *
   * @param timings of each contender, by round; the first contender is the base of the ratios
   */
  record Report(Machine machine, List<String> arguments, Map<String, List<Timing>> timings) {

    /** Median of the ratios to the first contender in the same round. */
    private double ratio(String name, ToDoubleFunction<Timing> figure) {
      List<Timing> base = timings.values().iterator().next();
      List<Timing> own = timings.getOrDefault(name, List.of());
      return Spread.of(
              IntStream.range(0, own.size())
                  .mapToDouble(
                      round ->
                          figure.applyAsDouble(own.get(round))
                              / figure.applyAsDouble(base.get(round))))
          .median();
    }

    private Spread spread(String name, ToDoubleFunction<Timing> figure) {
      return Spread.of(timings.getOrDefault(name, List.of()).stream().mapToDouble(figure));
    }

    String table() {
      StringBuilder table = new StringBuilder();
      table.append(
          String.format(
              Locale.ROOT,
              "%-16s %10s %16s %8s %12s %8s%n",
              "demo",
              "season, s",
              "min to max",
              "ratio",
              "command, s",
              "ratio"));
      for (String name : timings.keySet()) {
        Spread season = spread(name, Timing::season);
        table.append(
            String.format(
                Locale.ROOT,
                "%-16s %10.1f %16s %8.2f %12.1f %8.2f%n",
                name,
                season.median(),
                String.format(Locale.ROOT, "%.1f to %.1f", season.min(), season.max()),
                ratio(name, Timing::season),
                spread(name, Timing::whole).median(),
                ratio(name, Timing::whole)));
      }
      return table.toString();
    }

    String json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("benchmark", "demo");
      json.put("arguments", arguments);
      List<Map<String, Object>> demos = new ArrayList<>();
      for (String name : timings.keySet()) {
        Map<String, Object> demo = new LinkedHashMap<>();
        demo.put("demo", name);
        demo.put("seasonSeconds", spread(name, Timing::season).json(1));
        demo.put("seasonRatio", Figures.rounded(ratio(name, Timing::season), 3));
        demo.put("commandSeconds", spread(name, Timing::whole).json(1));
        demo.put("commandRatio", Figures.rounded(ratio(name, Timing::whole), 3));
        demos.add(demo);
      }
      json.put("demos", demos);
      json.put("machine", machine.json());
      return Figures.json(json);
    }
  }

  /**
   * Plays all demos in each round.
   *
   * @param contenders one or more; the first is the base of the ratios
   * @param arguments of {@code iec demo}, for all
   * @param progress receives progress messages, one line each
   * @throws StackException if a demo fails; the message ends with its last lines
   */
  static Report run(
      List<Contender> contenders, List<String> arguments, int rounds, Consumer<String> progress)
      throws InterruptedException {
    Machine machine = Machine.here();
    Map<String, List<Timing>> timings = new LinkedHashMap<>();
    contenders.forEach(contender -> timings.put(contender.name(), new ArrayList<>()));
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < contenders.size(); i++) {
        Contender contender = contenders.get((round + i) % contenders.size());
        Timing timing = play(contender, arguments);
        timings.computeIfAbsent(contender.name(), _ -> new ArrayList<>()).add(timing);
        progress.accept(
            String.format(
                Locale.ROOT,
                "round %d, %s: season %.1f s, command %.1f s",
                round + 1,
                contender.name(),
                timing.season(),
                timing.whole()));
      }
    }
    return new Report(machine, arguments, timings);
  }

  private static Timing play(Contender contender, List<String> arguments)
      throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(contender.root().resolve("iec").toAbsolutePath().toString());
    command.addAll(List.of("demo", "--exit"));
    command.addAll(arguments);
    command.addAll(contender.arguments());
    long start = System.nanoTime();
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .start();
    } catch (IOException e) {
      throw new StackException(
          "the demo of %s cannot be started: %s".formatted(contender.root(), e.getMessage()), e);
    }
    RUNNING.add(process);
    try {
      return time(contender, process, start);
    } finally {
      process.destroy();
      RUNNING.remove(process);
    }
  }

  private static Timing time(Contender contender, Process process, long start)
      throws InterruptedException {
    double begin = 0;
    double end = 0;
    Deque<String> last = new ArrayDeque<>();
    try (BufferedReader output = process.inputReader()) {
      for (String line; (line = output.readLine()) != null; ) {
        double now = (System.nanoTime() - start) / NANOS;
        if (line.startsWith(BEGIN)) {
          begin = now;
        } else if (line.contains(END)) {
          end = now;
        }
        last.add(line);
        if (last.size() > LAST_LINES) {
          last.remove();
        }
      }
    } catch (IOException e) {
      throw new StackException("the output of a demo cannot be read: " + e.getMessage(), e);
    }
    int status = process.waitFor();
    if (status != 0 || end == 0) {
      throw new StackException(
          "the demo '%s' of %s ended with status %d:%n%s"
              .formatted(
                  contender.name(),
                  contender.root(),
                  status,
                  String.join(System.lineSeparator(), last)));
    }
    return new Timing(end - begin, (System.nanoTime() - start) / NANOS);
  }
}
