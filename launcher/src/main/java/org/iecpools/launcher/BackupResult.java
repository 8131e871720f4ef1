package org.iecpools.launcher;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.iecpools.backup.Manifest;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What an export or import prints: progress for people, or its result as JSON with an option. */
final class BackupResult {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  /** For progress; the standard output contains nothing but the result if that is JSON. */
  Console console() {
    return new Console(json ? command.commandLine().getErr() : command.commandLine().getOut());
  }

  /** What the files contain, in a sentence without its end. */
  static String text(Manifest manifest) {
    return "%,d records of %d topics, %d groups and %d schemas of cluster %s"
        .formatted(
            manifest.records(),
            manifest.topics().size(),
            manifest.groups().size(),
            manifest.schemas().size(),
            manifest.clusterId());
  }

  /**
   * Prints the result if JSON is wanted.
   *
   * @param own fields of this command only
   */
  void print(Path directory, Manifest manifest, Duration elapsed, Map<String, ?> own) {
    if (!json) {
      return;
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("exitStatus", CommandLine.ExitCode.OK);
    body.put("directory", directory.toString());
    body.put("exportedAt", manifest.exportedAt());
    body.put("clusterId", manifest.clusterId());
    body.put("topics", manifest.topics().size());
    body.put("records", manifest.records());
    body.put("groups", manifest.groups().size());
    body.put("schemas", manifest.schemas().size());
    body.put("seconds", elapsed.toMillis() / 1000.0);
    body.putAll(own);
    PrintWriter out = command.commandLine().getOut();
    out.println(Json.document(body));
    out.flush();
  }
}
