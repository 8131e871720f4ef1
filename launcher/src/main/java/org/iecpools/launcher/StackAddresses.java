package org.iecpools.launcher;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.iecpools.kafka.Principal;
import org.iecpools.stack.BuildTree;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.LocalStack.Addresses;
import org.iecpools.stack.Ports;
import org.iecpools.stack.RunningStack;
import org.iecpools.stack.StackException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Default addresses: those of the stack that runs with the default data directory, otherwise the
 * default ports of {@code iec up}.
 */
final class StackAddresses implements IDefaultValueProvider {
  private static final String CONNECT = "--connect";
  private static final String COMMAND_CONFIG = "--command-config";
  private static final String VERIFY_ROUND = "verify-round";

  /** The principal as which a command acts. The others act for an operator. */
  private static final Map<String, Principal> PRINCIPALS =
      Map.of(
          "audit",
          Principal.AUDITOR,
          VERIFY_ROUND,
          Principal.AUDITOR,
          "round-log",
          Principal.AUDITOR,
          "track",
          Principal.TRACK,
          "webhooks",
          Principal.WEBHOOKS,
          "export",
          Principal.SET_UP);

  private static final List<String> URLS =
      List.of("--registry-url", "--profile-url", "--pool-url", "--invitation-url", "--stats-url");

  private final Supplier<Path> dataDir;

  StackAddresses() {
    this(() -> DataDir.defaultOf(BuildTree.find()));
  }

  StackAddresses(Supplier<Path> dataDir) {
    this.dataDir = dataDir;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    return switch (option.longestName()) {
      // Within a group, the option selects another stack, so it must not have a default.
      case CONNECT -> option.group() == null ? addresses().bootstrapServers() : null;
      case "--registry-url" -> addresses().registry();
      case "--profile-url" -> addresses().profile();
      case "--pool-url" -> addresses().pool();
      case "--invitation-url" -> addresses().invitation();
      case "--stats-url" -> addresses().stats();
      case COMMAND_CONFIG -> option.group() == null ? credentials(option) : null;
      case "--chain-info" -> option.command().name().equals(VERIFY_ROUND) ? chainInfo() : null;
      default -> null;
    };
  }

  /**
   * Returns the address that an option contains, given or by default. A default belongs to another
   * stack if {@code --connect} names a broker other than the default.
   *
   * @throws ParameterException in that case; it lists the options that are missing
   */
  static URI ofSameStack(CommandSpec command, String option, URI address) {
    CommandLine commandLine = command.commandLine();
    ParseResult parsed = commandLine.getParseResult();
    if (!isOfOtherStack(command, option)
        || !(commandLine.getDefaultValueProvider() instanceof StackAddresses defaults)) {
      return address;
    }
    String broker = parsed.matchedOption(CONNECT).getValue().toString();
    String usual = defaults.addresses().bootstrapServers();
    throw new ParameterException(
        commandLine,
        "--connect %s is not the broker of the default addresses (%s); also needed: %s"
            .formatted(
                broker,
                usual,
                URLS.stream()
                    .filter(url -> command.findOption(url) != null)
                    .filter(url -> !parsed.hasMatchedOption(url))
                    .collect(Collectors.joining(", "))));
  }

  /**
   * Whether an option has its default although {@code --connect} names a broker other than the
   * default.
   */
  static boolean isOfOtherStack(CommandSpec command, String option) {
    CommandLine commandLine = command.commandLine();
    ParseResult parsed = commandLine.getParseResult();
    return parsed.hasMatchedOption(CONNECT)
        && !parsed.hasMatchedOption(option)
        && commandLine.getDefaultValueProvider() instanceof StackAddresses defaults
        && !parsed
            .matchedOption(CONNECT)
            .getValue()
            .toString()
            .replace("localhost:", "127.0.0.1:")
            .equals(defaults.addresses().bootstrapServers());
  }

  private Addresses addresses() {
    return Addresses.of(running().map(RunningStack::ports).orElse(Ports.usual()));
  }

  /** The file of a secured stack with which a command authenticates; null if there is none. */
  private @Nullable String credentials(OptionSpec option) {
    Principal principal = PRINCIPALS.getOrDefault(group(option.command()), Principal.OPERATORS);
    return running().flatMap(stack -> stack.clientFile(principal)).map(Path::toString).orElse(null);
  }

  /** The name of a command, or of the group that it belongs to. */
  private static String group(CommandSpec command) {
    CommandSpec group = command;
    while (group.parent() != null && group.parent().parent() != null) {
      group = group.parent();
    }
    return group.name();
  }

  /** The file with the parameters of the stack's local beacon; null if it has none. */
  private @Nullable String chainInfo() {
    Path file = LocalStack.chainInfoIn(dataDir.get());
    return running().isPresent() && Files.exists(file) ? file.toString() : null;
  }

  private Optional<RunningStack> running() {
    try {
      return RunningStack.in(dataDir.get()).filter(RunningStack::isUp);
    } catch (StackException e) {
      // Commands that need this stack report the problem.
      return Optional.empty();
    }
  }
}
