package org.iecpools.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.iecpools.backup.BackupFailed;
import org.iecpools.beacon.relay.BeaconFailed;
import org.iecpools.domain.Texts;
import org.iecpools.kafka.AccessDenied;
import org.iecpools.kafka.DeadLetterLog;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.roundlog.RoundLogFailed;
import org.iecpools.stack.StackException;
import org.iecpools.track.TrackFailed;
import org.iecpools.transparency.TransparencyFailed;
import org.iecpools.webhook.WebhooksFailed;
import picocli.CommandLine;

/** Maps the failures of all commands to one-sentence messages and exit codes. */
final class Failures {

  /** Picocli's prefix of a converter's message. The message itself begins with the value. */
  private static final Pattern OPTION =
      Pattern.compile("^Invalid value for option '(--[a-z-]+)'[^:]*: ");

  private Failures() {}

  /** Reports invalid usage. */
  static int invalidUsage(CommandLine.ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(
        "iec: " + lines(OPTION.matcher(String.valueOf(e.getMessage())).replaceFirst("$1 ")));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
      err.printf("%s --help lists the options.%n", command.getCommandSpec().qualifiedName());
    }
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  /**
   * Reports an exception in one sentence if the user can act on it. The stack trace of an
   * unexpected exception is written to a file.
   */
  static int explain(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    PrintWriter err = command.getErr();
    err.println("iec: " + lines(sentence(e)));
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String sentence(Exception e) {
    return switch (e) {
      case StackException known -> known.getMessage();
      case SchemaRegistry.Unavailable registry -> String.valueOf(registry.getMessage());
      case InvalidPathException path -> Arguments.unusable(path);
      case AccessDenied denied -> denied.getMessage();
      case DeadLetterLog.Unreadable letters -> String.valueOf(letters.getMessage());
      case BackupFailed backup -> backup.getMessage();
      case BeaconFailed beacon -> beacon.getMessage();
      case TransparencyFailed transparency -> transparency.getMessage();
      case RoundLogFailed roundLog -> roundLog.getMessage();
      case TrackFailed track -> String.valueOf(track.getMessage());
      case WebhooksFailed webhooks -> String.valueOf(webhooks.getMessage());
      case KafkaException kafka -> "Kafka: " + kafka.getMessage() + cause(kafka);
      default ->
          "unexpected error: %s%s%s".formatted(e.getClass().getSimpleName(), text(e), written(e));
    };
  }

  private static String cause(Exception e) {
    Throwable cause = e.getCause();
    return cause == null || cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")";
  }

  private static String text(Exception e) {
    return e.getMessage() == null ? "" : ": " + e.getMessage();
  }

  private static String written(Exception e) {
    try {
      Path file = Files.createTempFile("iec-", ".log");
      try (PrintStream trace =
          new PrintStream(Files.newOutputStream(file), true, StandardCharsets.UTF_8)) {
        e.printStackTrace(trace);
      }
      return "; the details are in " + file;
    } catch (IOException _) {
      return "";
    }
  }

  /**
   * Escapes control characters except line breaks, since a message may have several lines, such as
   * the end of a log. Further lines get a prefix, so that text quoted from a service cannot pass
   * for output of this command.
   */
  private static String lines(String message) {
    return message
        .lines()
        .map(Texts::escaped)
        .reduce((first, next) -> first + System.lineSeparator() + "  | " + next)
        .orElse("");
  }
}
