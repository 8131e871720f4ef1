package org.iecpools.launcher;

import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.common.header.Header;
import org.iecpools.domain.Texts;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.stack.StackException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** Implements {@code iec dead-letters}: lists, shows and redrives dead letters. */
@Command(
    name = "dead-letters",
    header = "Lists, shows and redrives records that the services could not take.",
    synopsisHeading = "%nUsage: ",
    synopsisSubcommandLabel = "COMMAND",
    descriptionHeading = "%n",
    description = {
      "A record that cannot be taken is on iec.dead-letters, with the reason. When its cause is put"
          + " right (a service's bug, a schema that was not registered, a wrong partition), redrive"
          + " sends it again. docs/operations.md says more."
    },
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = Iec.EXIT_CODES,
    exitCodeList = {
      "0:done",
      "1:something could not be read or redriven; what is printed",
      "2:invalid usage"
    },
    footerHeading = Iec.EXAMPLES,
    footer = {
      "  ./iec dead-letters list --topic iec.profiles --reason partitioner",
      "  ./iec dead-letters show iec.profiles/2/0",
      "  ./iec dead-letters redrive iec.profiles/2/0",
      "  ./iec dead-letters redrive --reason 'schema id 7' --dry-run",
      "  ./iec dead-letters redrive --all --json"
    },
    subcommands = {DeadLetters.ListLetters.class, DeadLetters.Show.class, DeadLetters.Resend.class})
final class DeadLetters implements Callable<Integer> {

  /** Maximum number of bytes of a value to print. */
  private static final int SHOWN = 256;

  /** Maximum number of records in one transaction. */
  private static final int BATCH = 100;

  /** Approximate size limit of one transaction, in bytes. A single record may be larger. */
  private static final int BATCH_BYTES = 8 << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  @Mixin private HelpOption help;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "one of list, show and redrive is needed");
  }

  /** Lists letters. */
  @Command(
      name = "list",
      header = "Lists dead letters, oldest first in each partition.",
      synopsisHeading = "%nUsage: ",
      optionListHeading = "%nOptions:%n")
  static final class ListLetters implements Callable<Integer> {
    @Mixin private HelpOption help;
    @Mixin private LogAddress address;
    @Mixin private LetterFilter filter;

    @Option(names = "--open", description = "Only letters that were not redriven.")
    private boolean open;

    @Option(
        names = "--limit",
        paramLabel = "NUMBER",
        defaultValue = "100",
        description = "How many are printed, 0 or more; all are counted. Default: 100.")
    private int limit;

    @Option(names = "--json", description = "Print one JSON object for each letter, a line each.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      notNegative(spec, "--limit", limit);
      PrintWriter out = spec.commandLine().getOut();
      Map<String, Integer> counts = new TreeMap<>();
      int[] found = new int[1];
      try (LetterLog log = new LetterLog(address.bootstrapServers())) {
        Set<String> redriven = log.redriven();
        log.read(
            letter -> {
              boolean done = redriven.contains(letter.place());
              if (letter.isMarker() || (open && done) || !filter.accepts(letter)) {
                return;
              }
              counts.merge(
                  letter.position().map(p -> p.partition().topic()).orElse("elsewhere")
                      + ", refused by "
                      + Texts.escaped(letter.service()),
                  1,
                  Integer::sum);
              if (found[0]++ < limit) {
                if (json) {
                  out.println(JSON.writeValueAsString(json(letter, done)));
                } else {
                  out.printf(
                      "%s  %s  %s%s%n",
                      letter.time(),
                      Texts.escaped(letter.place()),
                      done ? "[redriven] " : "",
                      shortened(Texts.escaped(letter.reason())));
                }
              }
            });
      }
      if (!json) {
        if (found[0] > limit) {
          out.printf("and %,d more; --limit says how many are printed%n", found[0] - limit);
        }
        counts.forEach((where, count) -> out.printf("%,d of %s%n", count, where));
        out.printf("%,d letters.%n", found[0]);
      }
      out.flush();
      return CommandLine.ExitCode.OK;
    }
  }

  /** Shows letters with key, value and headers. */
  @Command(
      name = "show",
      header = "Shows dead letters with key, value and all headers.",
      synopsisHeading = "%nUsage: ",
      parameterListHeading = "%n",
      optionListHeading = "%nOptions:%n")
  static final class Show implements Callable<Integer> {
    @Mixin private HelpOption help;
    @Mixin private LogAddress address;

    @Parameters(
        arity = "1..*",
        paramLabel = "PLACE",
        description = "Where the record stood: topic/partition/offset, as list prints it.")
    private List<String> places;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      Set<String> missing = new LinkedHashSet<>(places);
      Set<String> wanted = new HashSet<>(places);
      EventCodec codec = new EventCodec(new SchemaRegistry(address.registry()));
      try (LetterLog log = new LetterLog(address.bootstrapServers())) {
        log.read(
            letter -> {
              if (wanted.contains(letter.place())) {
                missing.remove(letter.place());
                show(letter, codec, out);
              }
            });
      }
      out.flush();
      return notFound(missing, spec) ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }

    private static void show(Letter letter, EventCodec codec, PrintWriter out) {
      out.printf("%s%n", Texts.escaped(letter.place()));
      if (letter.isMarker()) {
        out.printf(
            "  redriven at %s to %s%n",
            letter.time(), Texts.escaped(letter.header(Letter.REDRIVEN_TO).orElse("")));
        return;
      }
      out.printf("  time     %s%n", letter.time());
      out.printf("  service  %s%n", Texts.escaped(letter.service()));
      out.printf("  reason   %s%n", Texts.escaped(letter.reason()));
      out.printf("  key      %s%n", text(letter.key()));
      byte[] value = letter.record().value();
      out.printf(
          "  value    %s%s%n",
          value == null ? "none" : "%,d bytes: ".formatted(value.length) + start(value),
          letter.isCut() ? " (cut; the whole record is at its place)" : "");
      out.printf("  event    %s%n", Texts.escaped(event(value, codec)));
      for (Header header : letter.record().headers()) {
        out.printf("  header   %s=%s%n", Texts.escaped(header.key()), text(header.value()));
      }
    }

    private static String event(byte[] value, EventCodec codec) {
      try {
        return codec.decode(value).toString();
      } catch (EventCodec.Undecodable | SchemaRegistry.Unavailable e) {
        return "cannot be decoded now: " + e.getMessage();
      }
    }

    private static String start(byte[] bytes) {
      return HexFormat.of().formatHex(bytes, 0, Math.min(SHOWN, bytes.length))
          + (bytes.length > SHOWN ? "..." : "");
    }

    private static String text(byte[] bytes) {
      if (bytes == null) {
        return "none";
      }
      try {
        String whole =
            StandardCharsets.UTF_8
                .newDecoder()
                .decode(
                    java.nio.ByteBuffer.wrap(Arrays.copyOf(bytes, Math.min(8192, bytes.length))))
                .toString();
        return Texts.escaped(whole);
      } catch (CharacterCodingException e) {
        return "0x" + start(bytes);
      }
    }
  }

  /** Redrives letters. */
  @Command(
      name = "redrive",
      header = "Sends refused records to their topics again, each once.",
      synopsisHeading = "%nUsage: ",
      descriptionHeading = "%n",
      parameterListHeading = "%n",
      optionListHeading = "%nOptions:%n",
      description = {
        "The original key, value and headers go to the partition that the key belongs on, with a"
            + " header iec-redriven-from that names the old place. In the same transaction a marker"
            + " is written to iec.dead-letters, and a letter with a marker is not redriven again,"
            + " however often the command is run. The record is judged as if it had"
            + " been sent now; if it is refused again, that is a new letter."
      })
  static final class Resend implements Callable<Integer> {
    @Mixin private HelpOption help;
    @Mixin private LogAddress address;
    @Mixin private LetterFilter filter;

    @Parameters(
        arity = "0..*",
        paramLabel = "PLACE",
        description = "Where the record stood: topic/partition/offset, as list prints it.")
    private List<String> places = List.of();

    @Option(names = "--all", description = "Every letter.")
    private boolean all;

    @Option(names = "--dry-run", description = "Say what would be sent, and send nothing.")
    private boolean dryRun;

    @Option(
        names = "--json",
        description = "Print the result as JSON: every letter with its outcome, and the counts.")
    private boolean json;

    @Spec private CommandSpec spec;

    private final List<Map<String, Object>> outcomes = new ArrayList<>();
    private int sent;
    private int skipped;
    private int failed;

    @Override
    public Integer call() {
      if (places.isEmpty() && !filter.isGiven() && !all) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), "say which letters: PLACE, a filter such as --topic, or --all");
      }
      Progress progress =
          new Progress(json ? spec.commandLine().getErr() : spec.commandLine().getOut());
      Set<String> missing = new LinkedHashSet<>(places);
      try (LetterLog log = new LetterLog(address.bootstrapServers());
          LetterLog originals = new LetterLog(address.bootstrapServers());
          Redrive redrive =
              dryRun
                  ? Redrive.dry(originals)
                  : Redrive.start(originals, address.bootstrapServers())) {
        // Read after the start: from then on, no other redrive can add a marker.
        Set<String> redriven = log.redriven();
        List<Redrive.Outgoing> batch = new ArrayList<>();
        int[] bytes = new int[1];
        log.read(
            letter -> {
              if (letter.isMarker()
                  || !filter.accepts(letter)
                  || (!places.isEmpty() && !places.contains(letter.place()))) {
                return;
              }
              missing.remove(letter.place());
              if (!redriven.add(letter.place())) {
                skipped++;
                outcome(letter, "skipped", "redriven before", progress);
                return;
              }
              try {
                Redrive.Outgoing outgoing = redrive.prepare(letter);
                batch.add(outgoing);
                byte[] value = outgoing.record().value();
                bytes[0] += value == null ? 0 : value.length;
                if (batch.size() == BATCH || bytes[0] > BATCH_BYTES) {
                  flush(redrive, batch, progress);
                  bytes[0] = 0;
                }
              } catch (Redrive.Impossible e) {
                failed++;
                outcome(letter, "failed", e.getMessage(), progress);
              }
            });
        flush(redrive, batch, progress);
      } catch (StackException e) {
        progress.say("%,d were redriven before this.".formatted(sent));
        throw e;
      }
      boolean incomplete = notFound(missing, spec);
      report(progress);
      return failed > 0 || incomplete ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }

    private void flush(Redrive redrive, List<Redrive.Outgoing> batch, Progress progress) {
      if (batch.isEmpty()) {
        return;
      }
      List<String> to =
          dryRun
              ? batch.stream().map(o -> o.record().topic() + "/" + o.record().partition()).toList()
              : redrive.send(batch);
      for (int i = 0; i < batch.size(); i++) {
        sent++;
        outcome(batch.get(i).letter(), dryRun ? "would be sent" : "sent", to.get(i), progress);
      }
      batch.clear();
      if (sent % BATCH == 0) {
        progress.say("  %,d so far".formatted(sent));
      }
    }

    private void outcome(Letter letter, String outcome, String detail, Progress progress) {
      if (json) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("place", letter.place());
        body.put("outcome", outcome);
        body.put("detail", detail);
        outcomes.add(body);
      } else {
        progress.say("%s  %s: %s".formatted(Texts.escaped(letter.place()), outcome, detail));
      }
    }

    private void report(Progress progress) {
      if (json) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("dryRun", dryRun);
        body.put("sent", sent);
        body.put("skipped", skipped);
        body.put("failed", failed);
        body.put("letters", outcomes);
        spec.commandLine().getOut().println(JSON.writeValueAsString(body));
        spec.commandLine().getOut().flush();
      }
      progress.say(
          "%,d %s, %,d redriven before, %,d that cannot be redriven."
              .formatted(sent, dryRun ? "would be sent" : "sent", skipped, failed));
    }
  }

  private static boolean notFound(Set<String> missing, CommandSpec spec) {
    PrintWriter err = spec.commandLine().getErr();
    missing.forEach(
        place -> err.printf("iec: there is no dead letter of %s%n", Texts.escaped(place)));
    err.flush();
    return !missing.isEmpty();
  }

  private static void notNegative(CommandSpec spec, String option, int number) {
    if (number < 0) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "%s %d: it must be 0 or more".formatted(option, number));
    }
  }

  private static String shortened(String text) {
    int most = 200;
    return text.length() <= most ? text : text.substring(0, most) + "...";
  }

  private static Map<String, Object> json(Letter letter, boolean redriven) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("place", letter.place());
    body.put("time", letter.time().toString());
    body.put("service", letter.service());
    body.put("reason", letter.reason());
    body.put("redriven", redriven);
    body.put(
        "valueBytes", Optional.ofNullable(letter.record().value()).map(v -> v.length).orElse(0));
    body.put("cut", letter.isCut());
    letter.header(Letter.REDRIVEN_FROM).ifPresent(from -> body.put("redrivenFrom", from));
    return body;
  }
}
