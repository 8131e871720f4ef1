package org.iecpools.launcher;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.iecpools.backup.Cluster;
import org.iecpools.backup.Import;
import org.iecpools.backup.Manifest;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Ports;
import org.iecpools.stack.StackOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Implements {@code iec import}: writes an export to a new stack. */
@Command(
    name = "import",
    header = "Writes an export to a new stack, which continues where the exported one was.",
    synopsisHeading = HelpTexts.USAGE,
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    description = {
      "First checks every file against its SHA-256 and the manifest, and reports all faults. Then"
          + " writes the topics, the positions of the consumer groups and the schemas: each record"
          + " with its partition, offset, timestamp and headers, each schema with its id.",
      "",
      "Without --connect, starts a broker and a registry in the data directory, which must not have"
          + " data of a stack, writes everything, runs set-up and stops them. ./iec up continues"
          + " from there. If rounds were announced, it needs the secret keys of the exported stack:"
          + " copy them to secrets in the data directory before. See docs/operations.md."
    },
    optionListHeading = HelpTexts.OPTIONS,
    exitCodeListHeading = HelpTexts.EXIT_CODES,
    exitCodeList = {
      "0:everything was written",
      "1:the files have faults or the target is not empty, and nothing was written; or the import"
          + " failed. The reasons are printed",
      HelpTexts.INVALID_USAGE,
      HelpTexts.INTERRUPTED
    },
    footerHeading = HelpTexts.EXAMPLES,
    footer = {
      "  ./iec import backups/monday --data-dir \"$PWD/restored\"",
      "  ./iec up --data-dir \"$PWD/restored\"",
      "  ./iec import backups/monday --connect kafka:9092 --registry-url http://registry:8080 \\",
      "      --command-config set-up.properties"
    })
final class ImportStack implements Callable<Integer> {
  @Mixin private HelpOption help;

  @Parameters(paramLabel = "DIRECTORY", description = "The files that ./iec export has written.")
  private Path directory;

  @Mixin private DataDir data;

  @Mixin private BackupResult output;

  @ArgGroup(
      exclusive = false,
      heading = "%nTo import to another cluster, where set-up has not run and no service runs:%n")
  private @Nullable Target target;

  @Spec private CommandSpec spec;

  /** The options with an empty cluster. */
  static final class Target {
    @Option(
        names = "--connect",
        required = true,
        paramLabel = "HOST:PORT",
        description = "Its broker.")
    private Arguments.Servers bootstrapServers;

    @Option(
        names = "--registry-url",
        paramLabel = "URL",
        description =
            "Its schema registry: an empty Apicurio, or any that already has the same schemas with"
                + " the same ids.")
    private URI registry;

    @Option(
        names = "--command-config",
        paramLabel = "FILE",
        description =
            "Properties with which to authenticate to both as set-up, as Kafka's own tools use"
                + " them. Default: none.")
    private @Nullable ClientConfig client;

    @Option(
        names = "--other-cluster-id",
        description =
            "Import although the cluster has another id than the exported one. Earlier rounds can"
                + " then no longer be verified, because they cite it.")
    private boolean otherClusterId;
  }

  @Override
  public Integer call() {
    Console console = output.console();
    if (target != null) {
      // The default belongs to the stack next to this script.
      StackAddresses.ofSameStack(spec, "--registry-url", target.registry);
    }
    Import files = Import.of(directory, console::println);
    Manifest manifest = files.manifest();
    console.println(
        "%s, exported at %s: all files are intact."
            .formatted(BackupResult.text(manifest), manifest.exportedAt()));
    Import.Result result = target == null ? toNewStack(files, console) : to(target, files, console);
    console.println(
        "Written in %.1f s, every record at its offset, every schema with its id."
            .formatted(result.elapsed().toMillis() / 1000.0));
    if (result.withoutTimestamp() > 0) {
      console.println(
          "%,d records had no timestamp and now have 0, which services refuse in the same way."
              .formatted(result.withoutTimestamp()));
    }
    console.println(
        target == null
            ? "./iec up --data-dir %s starts the stack.".formatted(data.path())
            : "Now run set-up with --accept-changes, then start the services with empty state.");
    output.print(
        directory,
        manifest,
        result.elapsed(),
        Map.of("withoutTimestamp", result.withoutTimestamp()));
    return CommandLine.ExitCode.OK;
  }

  private static Import.Result to(Target target, Import files, Console console) {
    return files.writeTo(
        new Cluster(
            target.bootstrapServers.text(),
            target.registry,
            target.client == null ? ClientConfig.NONE : target.client),
        target.otherClusterId,
        console::println);
  }

  /** Starts broker and registry for as long as it takes. */
  private Import.Result toNewStack(Import files, Console console) {
    List<Import.Result> results = new ArrayList<>();
    StackOptions options =
        StackOptions.keptIn(data.path())
            .on(Ports.free())
            .only(Set.of())
            .restoring(
                new StackOptions.Restore(
                    files.manifest().clusterId(),
                    (broker, registry, client) ->
                        results.add(
                            files.writeTo(
                                new Cluster(broker, registry, client), false, console::println))));
    try (LocalStack _ = LocalStack.start(options, console)) {
      return results.getFirst();
    }
  }
}
