package org.iecpools.launcher;

import java.nio.file.Path;
import org.iecpools.stack.BuildTree;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that selects the stack by its data directory. */
final class DataDir {
  @Option(
      names = "--data-dir",
      paramLabel = "DIRECTORY",
      description = "Where the stack keeps its data. Default: .iec next to the script.")
  private @Nullable Path directory;

  Path path() {
    return directory != null ? directory : defaultOf(BuildTree.find());
  }

  static Path defaultOf(BuildTree tree) {
    return tree.root().resolve(".iec");
  }
}
