package org.iecpools.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.iecpools.simulator.upstream.Tokens;
import org.iecpools.stack.BuildTree;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Role;
import org.iecpools.stack.StackException;
import org.iecpools.stack.StackTokens;
import org.iecpools.stack.TokenKeys;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option with the token for requests to the services of a running stack. */
final class TokenOptions {

  /** Variable with the directory of the keys, for containers. */
  private static final String DIRECTORY = "IEC_TOKENS_DIR";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "A file with a bearer token for the services, read before each request. Default: the"
              + " command signs one with the keys in the stack's data directory.")
  private @Nullable Path file;

  private @Nullable Tokens tokens;

  /** Tokens for a running stack. */
  Tokens tokens() {
    if (tokens == null) {
      tokens = file == null ? of(StackTokens.of(TokenKeys.in(directory()))) : from(file);
    }
    return tokens;
  }

  private static Tokens from(Path file) {
    Supplier<String> read = () -> in(file);
    return new Tokens(read, read, read);
  }

  /** Tokens that are signed with the keys of a stack. */
  static Tokens of(StackTokens stack) {
    return new Tokens(
        () -> stack.of(Role.OPERATOR),
        () -> stack.of(Role.UPSTREAM),
        () -> stack.of(Role.CASE_WORKER));
  }

  /** The directory of the keys of the default stack. */
  static Path directory() {
    String given = System.getenv(DIRECTORY);
    return given == null || given.isBlank()
        ? LocalStack.tokensDirIn(DataDir.defaultOf(BuildTree.find()))
        : Path.of(given);
  }

  private static String in(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new StackException("the token file %s cannot be read: %s".formatted(file, e), e);
    }
  }
}
