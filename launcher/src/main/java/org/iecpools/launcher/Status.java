package org.iecpools.launcher;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.iecpools.stack.LocalStack.Addresses;
import org.iecpools.stack.Memory;
import org.iecpools.stack.Readiness;
import org.iecpools.stack.RunningStack;
import org.iecpools.stack.RunningStack.ProcessRef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Reports whether a stack is up and its components ready. */
@Command(
    name = "status",
    header = "Says whether the stack is up: addresses, processes, readiness, memory.",
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = Iec.EXIT_CODES,
    exitCodeList = {
      "0:the stack is up and all of its components are ready; a service that it was started"
          + " without counts only while it answers",
      "1:it is down, or a component of it is down or not ready",
      "2:wrong use of the command"
    },
    footerHeading = Iec.EXAMPLES,
    footer = {"  ./iec status", "  ./iec status --json", "  ./iec status --data-dir /tmp/second"})
final class Status implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.shared();

  @Mixin private HelpOption help;

  @Mixin private DataDir data;

  @Option(names = "--json", description = "Print one JSON object, for programs.")
  private boolean json;

  @Spec private CommandSpec spec;

  /**
   * @param leftOut whether the stack does not start it ({@code iec up --without})
   * @param pid 0 when it was not started by the stack, or not yet
   * @param alive whether its process lives; for one that is left out, whether it answers
   * @param residentBytes 0 when there is no such process
   */
  private record Component(
      String name,
      boolean leftOut,
      long pid,
      boolean alive,
      boolean ready,
      String detail,
      long residentBytes) {

    static Component of(RunningStack stack, String name) {
      if (!stack.starts(name)) {
        Readiness readiness = stack.readiness(name);
        return new Component(
            name, true, 0, !readiness.isSilent(), readiness.ready(), readiness.detail(), 0);
      }
      Optional<ProcessRef> process = stack.process(name);
      long pid = process.map(ProcessRef::pid).orElse(0L);
      boolean alive = process.filter(ProcessRef::isAlive).isPresent();
      Readiness readiness = stack.readiness(name);
      return new Component(
          name,
          false,
          pid,
          alive,
          readiness.ready(),
          readiness.detail(),
          alive ? Memory.resident(List.of(pid)) : 0);
    }

    boolean counts() {
      return !leftOut || alive;
    }
  }

  private record Report(
      boolean up, boolean ready, Addresses addresses, List<Component> components) {}

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
            "No stack is up with data in %s; ./iec up starts one.%n", Up.shortened(directory));
      }
      return 1;
    }
    RunningStack stack = found.get();
    List<Component> components =
        stack.components().parallelStream().map(name -> Component.of(stack, name)).toList();
    boolean ready = components.stream().filter(Component::counts).allMatch(Component::ready);
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

  private static void print(PrintWriter out, RunningStack stack, List<Component> components) {
    new Progress(out).print(Addresses.of(stack.ports()));
    out.println();
    for (Component component : components) {
      String state = component.ready() ? "ready" : "not ready: " + component.detail();
      if (component.leftOut()) {
        out.printf(
            "  %-20s %s%n",
            component.name(),
            component.alive()
                ? "not part of this stack       " + state
                : "not part of this stack, and does not answer on its port");
      } else if (component.alive()) {
        out.printf(
            "  %-20s process %-8d %,5d MB  %s%n",
            component.name(), component.pid(), component.residentBytes() >> 20, state);
      } else if (component.pid() == 0) {
        out.printf("  %-20s has not been started yet%n", component.name());
      } else {
        out.printf("  %-20s process %-8d is down%n", component.name(), component.pid());
      }
    }
  }
}
