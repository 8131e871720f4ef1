package org.iecpools.launcher;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.iecpools.stack.Component;
import org.iecpools.stack.LocalStack.Addresses;
import org.iecpools.stack.Memory;
import org.iecpools.stack.Readiness;
import org.iecpools.stack.RunningStack;
import org.iecpools.stack.RunningStack.ProcessRef;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Implements {@code iec status}: prints a stack's addresses, processes, readiness and memory. */
@Command(
    name = "status",
    header = "Shows whether the stack is up: addresses, processes, readiness, memory.",
    synopsisHeading = HelpTexts.USAGE,
    descriptionHeading = "%n",
    optionListHeading = HelpTexts.OPTIONS,
    exitCodeListHeading = HelpTexts.EXIT_CODES,
    exitCodeList = {
      "0:the stack is up and all of its components are ready; a service that is left out"
          + " (--without) counts only if it answers",
      "1:the stack is down, or a component is down or not ready",
      HelpTexts.INVALID_USAGE
    },
    footerHeading = HelpTexts.EXAMPLES,
    footer = {"  ./iec status", "  ./iec status --json", "  ./iec status --data-dir /tmp/second"})
final class Status implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.shared();

  @Mixin private HelpOption help;

  @Mixin private DataDir data;

  @Option(names = "--json", description = "Print one JSON object, for programs.")
  private boolean json;

  @Spec private CommandSpec spec;

  /**
   * One component in the JSON output.
   *
   * @param leftOut whether the stack does not start it ({@code iec up --without})
   * @param pid 0 if the stack has not started it
   * @param alive whether its process is running; if it is left out, whether it answers
   * @param detail the reason if it is not ready; otherwise empty
   * @param residentBytes 0 if the stack runs no such process
   */
  private record ComponentStatus(
      String name,
      boolean leftOut,
      long pid,
      boolean alive,
      boolean ready,
      String detail,
      long residentBytes) {

    static ComponentStatus of(RunningStack stack, Component component) {
      Readiness readiness = stack.readiness(component);
      if (!stack.starts(component)) {
        return new ComponentStatus(
            component.label(),
            true,
            0,
            readiness.hasAnswered(),
            readiness.ready(),
            readiness.detail(),
            0);
      }
      Optional<ProcessRef> process = stack.process(component);
      long pid = process.map(ProcessRef::pid).orElse(0L);
      boolean alive = process.filter(ProcessRef::isAlive).isPresent();
      return new ComponentStatus(
          component.label(),
          false,
          pid,
          alive,
          readiness.ready(),
          readiness.detail(),
          alive ? Memory.resident(List.of(pid)) : 0);
    }

    /** Whether it is part of the stack or replaces a service that was left out. */
    boolean counts() {
      return !leftOut || alive;
    }
  }

  /**
   * The JSON output.
   *
   * @param addresses null if the stack is down
   */
  private record Report(
      boolean up, boolean ready, @Nullable Addresses addresses, List<ComponentStatus> components) {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Path directory = data.path();
    Optional<RunningStack> found = RunningStack.in(directory).filter(RunningStack::isUp);
    if (found.isEmpty()) {
      if (json) {
        out.println(JSON.writeValueAsString(new Report(false, false, null, List.of())));
      } else {
        out.printf(
            "No stack is up with data in %s; ./iec up starts one.%n", Console.shortened(directory));
      }
      return 1;
    }
    RunningStack stack = found.get();
    List<ComponentStatus> components =
        Arrays.stream(Component.values())
            .parallel()
            .map(component -> ComponentStatus.of(stack, component))
            .toList();
    boolean ready =
        components.stream().filter(ComponentStatus::counts).allMatch(ComponentStatus::ready);
    if (json) {
      out.println(
          JSON.writeValueAsString(
              new Report(true, ready, Addresses.of(stack.ports()), components)));
    } else {
      print(out, stack, components);
    }
    out.flush();
    return ready ? 0 : 1;
  }

  private static void print(PrintWriter out, RunningStack stack, List<ComponentStatus> components) {
    new Console(out).print(Addresses.of(stack.ports()));
    out.println();
    for (ComponentStatus component : components) {
      String state = component.ready() ? "ready" : "not ready: " + component.detail();
      if (component.leftOut()) {
        out.printf(
            "  %-20s %s%n",
            component.name(),
            component.alive()
                ? "left out                     " + state
                : "left out, and nothing answers on its port");
      } else if (component.alive()) {
        out.printf(
            "  %-20s process %-8d %,5d MB  %s%n",
            component.name(), component.pid(), component.residentBytes() >> 20, state);
      } else if (component.pid() == 0) {
        out.printf("  %-20s not started yet%n", component.name());
      } else {
        out.printf("  %-20s process %-8d is down%n", component.name(), component.pid());
      }
    }
  }
}
