package org.iecpools.launcher;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import org.iecpools.backup.Cluster;
import org.iecpools.backup.Export;
import org.iecpools.backup.Manifest;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Implements {@code iec export}: backs up a running stack. */
@Command(
    name = "export",
    header = "Writes a running stack to files: topics, positions of the services, and schemas.",
    synopsisHeading = HelpTexts.USAGE,
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    description = {
      "The files contain everything that the services need to continue: all topics with their"
          + " internal ones, byte for byte with partition, offset, timestamp and headers, the"
          + " positions of all consumer groups, and the registry with its ids. All of it is from one"
          + " moment at which no transaction was open. The stack may be in use; the command waits"
          + " for such a moment for up to a minute. Changes nothing. See docs/operations.md.",
      "",
      "The files contain birth dates, citizenship and residence in plain text, and the seeds of"
          + " announced rounds, encrypted. The secret keys are not exported: keep a copy of them"
          + " elsewhere. On a secured stack, only set-up's user may read everything."
    },
    optionListHeading = HelpTexts.OPTIONS,
    exitCodeListHeading = HelpTexts.EXIT_CODES,
    exitCodeList = {
      "0:the export is complete",
      "1:the export failed, and its files were deleted; the reason is printed",
      HelpTexts.INVALID_USAGE,
      HelpTexts.INTERRUPTED
    },
    footerHeading = HelpTexts.EXAMPLES,
    footer = {
      "  ./iec export backups/monday          next to ./iec up in another terminal",
      "  ./iec export backups/monday --json   for programs; progress goes to stderr",
      "  ./iec export backups/monday --connect kafka:9092 --registry-url http://registry:8080 \\",
      "      --command-config set-up.properties"
    })
final class ExportStack implements Callable<Integer> {
  @Mixin private HelpOption help;

  @Parameters(
      paramLabel = "DIRECTORY",
      description = "Where to write the files. Must be empty, or not exist.")
  private Path directory;

  @Mixin private LogAddress log;

  @Mixin private BackupResult output;

  @Override
  public Integer call() {
    Console console = output.console();
    Export.Result result =
        Export.run(
            new Cluster(log.bootstrapServers(), log.registry(), log.client()),
            directory,
            Clock.systemUTC(),
            console::println);
    Manifest manifest = result.manifest();
    console.println(
        "%s, %,d bytes, in %.1f s."
            .formatted(
                BackupResult.text(manifest),
                manifest.bytes(),
                result.elapsed().toMillis() / 1000.0));
    console.println("SHA-256 of the manifest: " + result.manifestSha256());
    output.print(
        directory,
        manifest,
        result.elapsed(),
        Map.of("manifestSha256", result.manifestSha256(), "bytes", manifest.bytes()));
    return CommandLine.ExitCode.OK;
  }
}
