package org.iecpools.launcher;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.iecpools.stack.LocalStack.Addresses;
import org.iecpools.stack.Memory;
import org.iecpools.stack.RunningStack;
import org.iecpools.stack.RunningStack.ProcessRef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says whether a stack is up, and where. */
@Command(
    name = "status",
    header = "Says whether the stack is up: addresses, processes, memory.",
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = Iec.EXIT_CODES,
    exitCodeList = {
      "0:the stack is up with all of its processes",
      "1:it is down, or a process of it is",
      "2:wrong use of the command"
    },
    footerHeading = Iec.EXAMPLES,
    footer = {"  ./iec status", "  ./iec status --data-dir /tmp/second"})
final class Status implements Callable<Integer> {
  @Mixin private HelpOption help;

  @Mixin private DataDir data;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Path directory = data.path();
    Optional<RunningStack> found = RunningStack.in(directory).filter(RunningStack::isUp);
    if (found.isEmpty()) {
      out.printf("No stack is up with data in %s; ./iec up starts one.%n", Up.shortened(directory));
      return 1;
    }
    RunningStack stack = found.get();
    new Progress(out).print(Addresses.of(stack.ports()));
    out.println();
    boolean all = true;
    for (Map.Entry<String, ProcessRef> component : stack.processes().entrySet()) {
      ProcessRef process = component.getValue();
      all &= process.isAlive();
      out.printf(
          "  %-20s process %-8d %s%n",
          component.getKey(),
          process.pid(),
          process.isAlive()
              ? "%,5d MB".formatted(Memory.resident(List.of(process.pid())) >> 20)
              : "is down");
    }
    out.flush();
    return all ? 0 : 1;
  }
}
