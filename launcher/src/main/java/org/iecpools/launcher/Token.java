package org.iecpools.launcher;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Role;
import org.iecpools.stack.TokenKeys;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Implements {@code iec token}: prints a bearer token for the services of a local stack. */
@Command(
    name = "token",
    header = "Prints a bearer token for the services of a local stack.",
    synopsisHeading = HelpTexts.USAGE,
    descriptionHeading = "%n",
    description = {
      "Signs it with the key in the stack's data directory, which is created if it is missing. See"
          + " docs/security.md for the scopes of each role."
    },
    optionListHeading = HelpTexts.OPTIONS,
    exitCodeListHeading = HelpTexts.EXIT_CODES,
    exitCodeList = {
      "0:the token was printed",
      "1:the key cannot be read or created",
      HelpTexts.INVALID_USAGE
    },
    footerHeading = HelpTexts.EXAMPLES,
    footer = {
      "  ./iec token --role operator",
      "  ./iec token --role candidate --subject 6f0f4c1e-8a53-4f0f-9a86-3d2b7c5e1a90 --expires 15m",
      "  curl -H \"Authorization: Bearer $(./iec token --role operator)\" ..."
    })
final class Token implements Callable<Integer> {

  private static final Duration LONGEST = Duration.ofDays(365);

  @Mixin private HelpOption help;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      completionCandidates = Roles.class,
      converter = RoleName.class,
      description = "What the token permits: ${COMPLETION-CANDIDATES}.")
  private @Nullable Role role;

  @Option(names = "--init", description = "Print nothing; only create the key if it is missing.")
  private boolean init;

  @Option(
      names = "--subject",
      paramLabel = "ID",
      description =
          "The holder of the token. Required for a candidate: the candidate's id, a UUID. Default:"
              + " the role.")
  private @Nullable String subject;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      defaultValue = "1h",
      converter = Period.class,
      description =
          "How long the token is valid: a number with s, m, h or d, up to 365d. Default:"
              + " ${DEFAULT-VALUE}.")
  private Duration expires;

  @Option(
      names = "--data-dir",
      paramLabel = "DIRECTORY",
      description = "Where the stack keeps its data. Default: .iec next to the script.")
  private @Nullable Path dataDir;

  @Spec private CommandSpec spec;

  /** The roles for help and messages. */
  static final class Roles implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Role.values()).map(Role::toString).iterator();
    }
  }

  /** Reads a role such as {@code case-worker}. */
  static final class RoleName implements ITypeConverter<Role> {
    @Override
    public Role convert(String text) {
      return Arrays.stream(Role.values())
          .filter(role -> role.toString().equalsIgnoreCase(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "expected one of %s".formatted(String.join(", ", new Roles()))));
    }
  }

  /** Reads a duration such as {@code 90m}. */
  static final class Period implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      if (!text.matches("[1-9][0-9]{0,8}[smhdSMHD]")) {
        throw notAPeriod();
      }
      long number = Long.parseLong(text.substring(0, text.length() - 1));
      Duration period =
          switch (Character.toLowerCase(text.charAt(text.length() - 1))) {
            case 's' -> Duration.ofSeconds(number);
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
          };
      if (period.compareTo(LONGEST) > 0) {
        throw notAPeriod();
      }
      return period;
    }

    private static TypeConversionException notAPeriod() {
      return new TypeConversionException("expected a time such as 90m, 1h or 2d, up to 365d");
    }
  }

  @Override
  public Integer call() {
    Path directory = dataDir == null ? TokenOptions.directory() : LocalStack.tokensDirIn(dataDir);
    if (init) {
      TokenKeys.in(directory);
      return CommandLine.ExitCode.OK;
    }
    if (role == null) {
      throw new ParameterException(
          spec.commandLine(),
          "--role is needed, one of %s".formatted(String.join(", ", new Roles())));
    }
    String holder = holder(role);
    PrintWriter out = spec.commandLine().getOut();
    out.println(TokenKeys.in(directory).token(role, holder, expires));
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private String holder(Role role) {
    if (role != Role.CANDIDATE) {
      return subject == null ? role.toString() : subject;
    }
    if (subject == null) {
      throw new ParameterException(
          spec.commandLine(), "a candidate's token needs --subject with the candidate's id");
    }
    try {
      return UUID.fromString(subject).toString();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "the --subject of a candidate must be a UUID", e);
    }
  }
}
