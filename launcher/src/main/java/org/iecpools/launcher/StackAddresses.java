package org.iecpools.launcher;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.iecpools.stack.BuildTree;
import org.iecpools.stack.LocalStack.Addresses;
import org.iecpools.stack.Ports;
import org.iecpools.stack.RunningStack;
import org.iecpools.stack.StackException;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Default addresses: those of the stack that runs with the default data directory, otherwise the
 * default ports of {@code iec up}.
 */
final class StackAddresses implements IDefaultValueProvider {
  private final Supplier<Path> dataDir;

  StackAddresses() {
    this(() -> DataDir.beside(BuildTree.find()));
  }

  StackAddresses(Supplier<Path> dataDir) {
    this.dataDir = dataDir;
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    return switch (option.longestName()) {
      // Within a group, the option selects another stack, so it must not have a default.
      case "--connect" -> option.group() == null ? addresses().bootstrapServers() : null;
      case "--registry-url" -> addresses().registry();
      case "--profile-url" -> addresses().profile();
      case "--pool-url" -> addresses().pool();
      case "--invitation-url" -> addresses().invitation();
      case "--stats-url" -> addresses().stats();
      default -> null;
    };
  }

  private Addresses addresses() {
    return Addresses.of(ports());
  }

  private Ports ports() {
    try {
      return RunningStack.in(dataDir.get())
          .filter(RunningStack::isUp)
          .map(RunningStack::ports)
          .orElse(Ports.usual());
    } catch (StackException e) {
      // Commands that need this stack report the problem.
      return Ports.usual();
    }
  }
}
