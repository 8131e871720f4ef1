package org.iecpools.launcher;

import static org.iecpools.launcher.EventOutput.event;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.iecpools.domain.Texts;
import org.iecpools.track.TrackEvent;
import org.iecpools.track.TrackSource;
import org.iecpools.track.Tracker;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Implements {@code iec track}: takes in the figures that IRCC publishes. */
@Command(
    name = "track",
    header = "Takes in the figures that IRCC publishes.",
    synopsisHeading = HelpTexts.USAGE,
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    description = {
      "Fetches published weeks and writes what is new to a running stack, which shows them beside its"
          + " own counts. What is known is read from the stack, so nothing is written twice."
          + " Corrections become revisions; contradictions are written as stated and flagged;"
          + " anything that is not the feed is recorded and changes nothing. See docs/track.md."
    },
    optionListHeading = HelpTexts.OPTIONS,
    exitCodeListHeading = HelpTexts.EXIT_CODES,
    exitCodeList = {
      "0:everything was read; new figures were written (--once, or files only)",
      "1:a source could not be read or is not the feed, or Kafka does not answer",
      HelpTexts.INVALID_USAGE,
      HelpTexts.INTERRUPTED,
      "143:ended by SIGTERM"
    },
    footerHeading = HelpTexts.EXAMPLES,
    footer = {
      "  ./iec track week1.xml week2.xml       take in files of past weeks",
      "  ./iec track weeks/ weeks.csv          all files of a directory, and CSV",
      "  ./iec track \"$feed\" --every 6h        ask an address every six hours",
      "  ./iec track \"$feed\" --once --json     ask once, and print lines of JSON"
    })
final class TrackFeed implements Callable<Integer> {

  private static final Duration USUAL_INTERVAL = Duration.ofHours(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Mixin private HelpOption help;

  @Parameters(
      paramLabel = "SOURCE",
      arity = "1..*",
      converter = SourceConverter.class,
      description =
          "A file of the feed or of CSV of it, a directory with such files (.xml, .csv), or the"
              + " feed's address (http:// or https://).")
  private List<TrackSource> sources;

  @Option(
      names = "--every",
      paramLabel = "INTERVAL",
      converter = IntervalConverter.class,
      description =
          "Read the sources again at this interval, such as 30m, 6h or PT6H; from 1 second to 7 days."
              + " After failures it grows up to eight times. Default: 1h if there is an address, else"
              + " files are read once.")
  private @Nullable Duration every;

  @Option(names = "--once", description = "Read all sources once and exit.")
  private boolean once;

  @Option(
      names = "--publisher",
      paramLabel = "NAME",
      defaultValue = "ircc",
      description =
          "Who publishes the figures: lower-case letters, digits and hyphens. It is part of the"
              + " identity of figures. Default: ${DEFAULT-VALUE}.")
  private String publisher;

  @Mixin private LogAddress logAddress;

  @Mixin private EventOutput output;

  @Spec private CommandSpec spec;

  /** Converts the text of a source. */
  static final class SourceConverter implements ITypeConverter<TrackSource> {
    @Override
    public TrackSource convert(String text) {
      if (text.isBlank()) {
        throw new TypeConversionException(
            "a source is empty; expected a file, a directory or an address");
      }
      if (text.contains("://")) {
        return new TrackSource.Address(Arguments.url(text));
      }
      try {
        return new TrackSource.Files(Path.of(text));
      } catch (InvalidPathException e) {
        throw new TypeConversionException(Arguments.unusable(e));
      }
    }
  }

  /** Converts an interval. */
  static final class IntervalConverter implements ITypeConverter<Duration> {
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Pattern FORMAT = Pattern.compile("(?:PT?)?([0-9]{1,6})([smhdSMHD])");

    @Override
    public Duration convert(String text) {
      Matcher matcher = FORMAT.matcher(text);
      Duration interval = Duration.ZERO;
      if (matcher.matches()) {
        long number = Long.parseLong(matcher.group(1));
        interval =
            switch (matcher.group(2)) {
              case "s", "S" -> Duration.ofSeconds(number);
              case "m", "M" -> Duration.ofMinutes(number);
              case "h", "H" -> Duration.ofHours(number);
              default -> Duration.ofDays(number);
            };
      }
      if (interval.isZero() || interval.compareTo(LONGEST) > 0) {
        throw new TypeConversionException(
            "%s is not a valid interval, such as 30m or 6h; it must be from 1 second to 7 days"
                .formatted(Texts.escaped(text)));
      }
      return interval;
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!publisher.matches("[a-z][a-z0-9-]{0,39}")) {
      throw new ParameterException(
          spec.commandLine(),
          "--publisher %s is not valid; expected 1 to 40 lower-case letters, digits and hyphens, such as ircc"
              .formatted(Texts.escaped(publisher)));
    }
    if (once && every != null) {
      throw new ParameterException(
          spec.commandLine(), "--once and --every exclude each other; give one of them");
    }
    boolean isEndless =
        every != null || !once && sources.stream().anyMatch(TrackSource.Address.class::isInstance);
    Console console = new Console(spec.commandLine().getOut());
    Tracker.Settings settings =
        new Tracker.Settings(sources, publisher, every == null ? USUAL_INTERVAL : every, TIMEOUT);
    try (Tracker tracker =
        Tracker.open(
            settings,
            logAddress.bootstrapServers(),
            logAddress.client(),
            logAddress.client().registry(logAddress.registry()),
            InstantSource.system(),
            event -> report(event, console))) {
      if (!isEndless) {
        return tracker.poll() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
      }
      try (ShutdownHook _ = ShutdownHook.of(tracker::stop)) {
        tracker.run();
      }
      return CommandLine.ExitCode.OK;
    }
  }

  // ---- output

  private void report(TrackEvent event, Console console) {
    output.print(console, json(event), lines(event));
  }

  private static List<String> lines(TrackEvent event) {
    return switch (event) {
      case TrackEvent.Published published ->
          lines(
              "published    %s of %s: %d new rows, %d corrected"
                  .formatted(
                      published.from(),
                      published.date(),
                      published.rows(),
                      published.corrections()),
              "  flagged    ",
              published.contradictions());
      case TrackEvent.NothingNew nothing ->
          List.of(
              "nothing new  %s%s: %s"
                  .formatted(
                      nothing.from(),
                      nothing.date().map(date -> " of " + date).orElse(""),
                      nothing.reason()));
      case TrackEvent.Refused refused ->
          lines(
              "refused      %s, reasons: %d%s"
                  .formatted(
                      refused.from(),
                      refused.total(),
                      refused.isRecorded() ? "" : " (the same as before)"),
              "  reason     ",
              refused.reasons());
      case TrackEvent.Failed failed ->
          List.of("failed       %s: %s".formatted(failed.from(), failed.reason()));
    };
  }

  private static List<String> lines(String first, String mark, List<String> further) {
    return Stream.concat(Stream.of(first), further.stream().map(text -> mark + text)).toList();
  }

  private static Map<String, Object> json(TrackEvent event) {
    return switch (event) {
      case TrackEvent.Published published ->
          event(
              "published",
              "from",
              published.from(),
              "date",
              published.date().toString(),
              "rows",
              published.rows(),
              "corrections",
              published.corrections(),
              "contradictions",
              published.contradictions());
      case TrackEvent.NothingNew nothing -> {
        Map<String, Object> body = event("nothing-new", "from", nothing.from());
        nothing.date().ifPresent(date -> body.put("date", date.toString()));
        body.put("reason", nothing.reason());
        yield body;
      }
      case TrackEvent.Refused refused ->
          event(
              "refused",
              "from",
              refused.from(),
              "reasons",
              refused.reasons(),
              "total",
              refused.total(),
              "recorded",
              refused.isRecorded());
      case TrackEvent.Failed failed ->
          event("failed", "from", failed.from(), "reason", failed.reason());
    };
  }
}
