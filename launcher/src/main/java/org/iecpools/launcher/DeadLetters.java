package org.iecpools.launcher;

import java.io.PrintWriter;
import java.nio.ByteBuffer;
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
import org.iecpools.kafka.DeadLetter;
import org.iecpools.kafka.DeadLetterLog;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.stack.StackException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Implements {@code iec dead-letters}: lists, shows and redrives dead letters. */
@Command(
    name = "dead-letters",
    header = "Lists, shows and redrives records that the services could not process.",
    synopsisHeading = HelpTexts.USAGE,
    synopsisSubcommandLabel = "COMMAND",
    descriptionHeading = "%n",
    description = {
      "A record that cannot be processed is copied to iec.dead-letters, with the reason. When the"
          + " cause has been fixed (a service's bug, a schema that was not registered, a wrong"
          + " partition), redrive sends the record again. See docs/operations.md."
    },
    optionListHeading = HelpTexts.OPTIONS,
    commandListHeading = HelpTexts.COMMANDS,
    exitCodeListHeading = HelpTexts.EXIT_CODES,
    exitCodeList = {
      "0:complete",
      "1:something could not be read or redriven; the details are printed",
      HelpTexts.INVALID_USAGE
    },
    footerHeading = HelpTexts.EXAMPLES,
    footer = {
      "  ./iec dead-letters list --topic iec.profiles --reason partitioner",
      "  ./iec dead-letters show iec.profiles/2/0",
      "  ./iec dead-letters redrive iec.profiles/2/0",
      "  ./iec dead-letters redrive --reason 'schema id 7' --dry-run",
      "  ./iec dead-letters redrive --all --json"
    },
    subcommands = {DeadLetters.ListLetters.class, DeadLetters.Show.class, DeadLetters.Resend.class})
final class DeadLetters implements Callable<Integer> {

  /** Maximum number of bytes to print in hexadecimal. */
  private static final int MAX_HEX = 256;

  /** Maximum number of bytes to print as text. */
  private static final int MAX_TEXT = 8192;

  /** Maximum number of records in one transaction. */
  private static final int BATCH = 100;

  /** Approximate size limit of one transaction, in bytes. A single record may be larger. */
  private static final int BATCH_BYTES = 8 << 20;

  @Mixin private HelpOption help;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "a command is needed: list, show or redrive");
  }

  /** Implements {@code iec dead-letters list}. */
  @Command(
      name = "list",
      header = "Lists dead letters, oldest first in each partition.",
      synopsisHeading = HelpTexts.USAGE,
      optionListHeading = HelpTexts.OPTIONS)
  static final class ListLetters implements Callable<Integer> {
    @Mixin private HelpOption help;
    @Mixin private LogAddress address;
    @Mixin private DeadLetterFilter filter;

    @Option(names = "--open", description = "Only letters that have not been redriven.")
    private boolean open;

    @Option(
        names = "--limit",
        paramLabel = "NUMBER",
        defaultValue = "100",
        description =
            "Maximum number of letters to print, 0 or more; all are counted. Default: 100.")
    private int limit;

    @Option(names = "--json", description = "Print one JSON object per line, one for each letter.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      notNegative(spec, "--limit", limit);
      PrintWriter out = spec.commandLine().getOut();
      Map<String, Integer> counts = new TreeMap<>();
      int[] found = new int[1];
      try (DeadLetterLog log = DeadLetterLog.of(address.bootstrapServers(), address.client())) {
        Set<String> redriven = log.redriven();
        log.read(
            letter -> {
              boolean done = redriven.contains(letter.place());
              if (letter.isMarker() || (open && done) || !filter.accepts(letter)) {
                return;
              }
              counts.merge(
                  letter.parsedPlace().map(p -> p.partition().topic()).orElse("other topics")
                      + ", refused by "
                      + Texts.escaped(letter.service()),
                  1,
                  Integer::sum);
              if (found[0]++ < limit) {
                if (json) {
                  out.println(Json.line(json(letter, done)));
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
          out.printf("and %,d more; --limit sets how many are printed%n", found[0] - limit);
        }
        counts.forEach((where, count) -> out.printf("%,d of %s%n", count, where));
        out.printf("%,d letters.%n", found[0]);
      }
      out.flush();
      return CommandLine.ExitCode.OK;
    }
  }

  /** Implements {@code iec dead-letters show}. */
  @Command(
      name = "show",
      header = "Shows dead letters with key, value and all headers.",
      synopsisHeading = HelpTexts.USAGE,
      parameterListHeading = "%n",
      optionListHeading = HelpTexts.OPTIONS)
  static final class Show implements Callable<Integer> {
    @Mixin private HelpOption help;
    @Mixin private LogAddress address;

    @Parameters(
        arity = "1..*",
        paramLabel = "PLACE",
        description = "Place of the refused record: topic/partition/offset, as list prints it.")
    private List<String> places;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      Set<String> missing = new LinkedHashSet<>(places);
      Set<String> wanted = new HashSet<>(places);
      EventCodec codec = new EventCodec(address.client().registry(address.registry()));
      try (DeadLetterLog log = DeadLetterLog.of(address.bootstrapServers(), address.client())) {
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

    private static void show(DeadLetter letter, EventCodec codec, PrintWriter out) {
      out.printf("%s%n", Texts.escaped(letter.place()));
      if (letter.isMarker()) {
        out.printf(
            "  redriven at %s to %s%n",
            letter.time(), Texts.escaped(letter.header(DeadLetter.REDRIVEN_TO).orElse("")));
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
          letter.isCut() ? " (truncated; the complete record is at its place)" : "");
      out.printf("  event    %s%n", Texts.escaped(event(value, codec)));
      for (Header header : letter.record().headers()) {
        out.printf("  header   %s=%s%n", Texts.escaped(header.key()), text(header.value()));
      }
    }

    private static String event(byte @Nullable [] value, EventCodec codec) {
      if (value == null) {
        return "none";
      }
      try {
        return codec.decode(value).toString();
      } catch (EventCodec.Undecodable | SchemaRegistry.Unavailable e) {
        return "cannot be decoded: " + e.getMessage();
      }
    }

    private static String start(byte[] bytes) {
      return HexFormat.of().formatHex(bytes, 0, Math.min(MAX_HEX, bytes.length))
          + (bytes.length > MAX_HEX ? "..." : "");
    }

    private static String text(byte @Nullable [] bytes) {
      if (bytes == null) {
        return "none";
      }
      try {
        String text =
            StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(Arrays.copyOf(bytes, Math.min(MAX_TEXT, bytes.length))))
                .toString();
        return Texts.escaped(text);
      } catch (CharacterCodingException e) {
        return "0x" + start(bytes);
      }
    }
  }

  /** Implements {@code iec dead-letters redrive}. */
  @Command(
      name = "redrive",
      header = "Sends refused records to their topics again, each once.",
      synopsisHeading = HelpTexts.USAGE,
      descriptionHeading = "%n",
      parameterListHeading = "%n",
      optionListHeading = HelpTexts.OPTIONS,
      description = {
        "Sends the original key, value and headers to the partition of the key, with a header"
            + " iec-redriven-from that contains the old place. A marker is written to"
            + " iec.dead-letters in the same transaction. A letter with a marker is not redriven"
            + " again, so the command can be repeated. The services treat the record as if it had"
            + " been sent now. If it is refused again, that is a new letter."
      })
  static final class Resend implements Callable<Integer> {
    @Mixin private HelpOption help;
    @Mixin private LogAddress address;
    @Mixin private DeadLetterFilter filter;

    @Parameters(
        arity = "0..*",
        paramLabel = "PLACE",
        description = "Place of the refused record: topic/partition/offset, as list prints it.")
    private List<String> places = List.of();

    @Option(names = "--all", description = "Redrive every letter.")
    private boolean all;

    @Option(names = "--dry-run", description = "Print what would be sent, and send nothing.")
    private boolean dryRun;

    @Option(
        names = "--json",
        description = "Print the result as JSON: every letter with its outcome, and counts.")
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
            spec.commandLine(),
            "letters must be selected: PLACE, a filter such as --topic, or --all");
      }
      Console console =
          new Console(json ? spec.commandLine().getErr() : spec.commandLine().getOut());
      Set<String> missing = new LinkedHashSet<>(places);
      try (DeadLetterLog log = DeadLetterLog.of(address.bootstrapServers(), address.client());
          DeadLetterLog originals = DeadLetterLog.of(address.bootstrapServers(), address.client());
          Redrive redrive =
              dryRun
                  ? Redrive.dry(originals)
                  : Redrive.start(originals, address.bootstrapServers(), address.client())) {
        // Read after the start, because from then on no other redrive can add a marker.
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
                outcome(letter, "skipped", "redriven before", console);
                return;
              }
              try {
                Redrive.Outgoing outgoing = redrive.prepare(letter);
                batch.add(outgoing);
                byte[] value = outgoing.record().value();
                bytes[0] += value == null ? 0 : value.length;
                if (batch.size() == BATCH || bytes[0] > BATCH_BYTES) {
                  flush(redrive, batch, console);
                  bytes[0] = 0;
                }
              } catch (Redrive.Impossible e) {
                failed++;
                outcome(letter, "failed", String.valueOf(e.getMessage()), console);
              }
            });
        flush(redrive, batch, console);
      } catch (StackException | DeadLetterLog.Unreadable e) {
        console.println("%,d were redriven before this error.".formatted(sent));
        throw e;
      }
      boolean incomplete = notFound(missing, spec);
      report(console);
      return failed > 0 || incomplete ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }

    private void flush(Redrive redrive, List<Redrive.Outgoing> batch, Console console) {
      if (batch.isEmpty()) {
        return;
      }
      List<String> to =
          dryRun
              ? batch.stream().map(o -> o.record().topic() + "/" + o.record().partition()).toList()
              : redrive.send(batch);
      for (int i = 0; i < batch.size(); i++) {
        sent++;
        outcome(batch.get(i).letter(), dryRun ? "would be sent" : "sent", to.get(i), console);
      }
      batch.clear();
      if (sent % BATCH == 0) {
        console.println("  %,d so far".formatted(sent));
      }
    }

    private void outcome(DeadLetter letter, String outcome, String detail, Console console) {
      if (json) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("place", letter.place());
        body.put("outcome", outcome);
        body.put("detail", detail);
        outcomes.add(body);
      } else {
        console.println("%s  %s: %s".formatted(Texts.escaped(letter.place()), outcome, detail));
      }
    }

    private void report(Console console) {
      if (json) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("dryRun", dryRun);
        body.put("sent", sent);
        body.put("skipped", skipped);
        body.put("failed", failed);
        body.put("letters", outcomes);
        spec.commandLine().getOut().println(Json.line(body));
        spec.commandLine().getOut().flush();
      }
      console.println(
          "%,d %s, %,d redriven before, %,d that cannot be redriven."
              .formatted(sent, dryRun ? "would be sent" : "sent", skipped, failed));
    }
  }

  private static boolean notFound(Set<String> missing, CommandSpec spec) {
    PrintWriter err = spec.commandLine().getErr();
    missing.forEach(
        place -> err.printf("iec: there is no dead letter for %s%n", Texts.escaped(place)));
    err.flush();
    return !missing.isEmpty();
  }

  private static void notNegative(CommandSpec spec, String option, int number) {
    if (number < 0) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "%s %d is out of range: it must be 0 or more".formatted(option, number));
    }
  }

  private static String shortened(String text) {
    int max = 200;
    return text.length() <= max ? text : text.substring(0, max) + "...";
  }

  private static Map<String, Object> json(DeadLetter letter, boolean redriven) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("place", letter.place());
    body.put("time", letter.time().toString());
    body.put("service", letter.service());
    body.put("reason", letter.reason());
    body.put("redriven", redriven);
    body.put(
        "valueBytes", Optional.ofNullable(letter.record().value()).map(v -> v.length).orElse(0));
    body.put("cut", letter.isCut());
    letter.header(DeadLetter.REDRIVEN_FROM).ifPresent(from -> body.put("redrivenFrom", from));
    return body;
  }
}
