package org.iecpools.launcher;

import java.nio.file.Path;
import org.iecpools.stack.BuildTree;
import picocli.CommandLine.Option;

/** The option that selects the stack by its data directory. */
final class DataDir {
  @Option(
      names = "--data-dir",
      paramLabel = "DIRECTORY",
      description = "Where the stack keeps its data. Default: .iec beside the script.")
  private Path directory;

  Path path() {
    return directory != null ? directory : beside(BuildTree.find());
  }

  /** The default data directory. */
  static Path beside(BuildTree tree) {
    return tree.root().resolve(".iec");
  }
}
