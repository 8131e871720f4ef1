package org.iecpools.launcher;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.iecpools.auditor.published.PublishedLog;
import org.iecpools.auditor.published.PublishedLogReader;
import org.iecpools.auditor.published.SeenCheckpoint;
import org.iecpools.auditor.published.Trust;
import org.iecpools.auditor.published.WitnessView;
import org.iecpools.domain.Texts;
import org.iecpools.transparency.KeyType;
import org.iecpools.transparency.Malformed;
import org.iecpools.transparency.NoteKey;
import org.iecpools.transparency.SignedNote;
import org.iecpools.transparency.TileDirectory;
import org.iecpools.transparency.TileSource;
import org.iecpools.transparency.TileUrl;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options with which rounds are also verified by their transparency log. */
final class PublishedLogOptions {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--log",
      paramLabel = "URL|DIRECTORY",
      description =
          "Also verify that the transparency log of rounds has the same events (docs/round-log.md).")
  private @Nullable String log;

  @Option(
      names = "--log-key",
      paramLabel = "KEY",
      converter = LogKey.class,
      description =
          "With --log or --bundle: the verifier key of the log, from somebody else than the log.")
  private @Nullable NoteKey key;

  @Option(
      names = "--witness",
      paramLabel = "KEY[=URL]",
      converter = WitnessAddress.Converter.class,
      description =
          "With --log-key: a witness that has to confirm seals before the beacon's round. With its"
              + " address, it is also asked for the version that it has seen. Repeat the option for"
              + " further ones.")
  private List<WitnessAddress> witnesses = List.of();

  @Option(
      names = "--witnesses",
      paramLabel = "NUMBER",
      description = "With --witness: how many of them have to. Default: all.")
  private @Nullable Integer threshold;

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description =
          "With --log: keep the last checkpoint here, and compare it with the log the next time."
              + " Created if missing.")
  private @Nullable Path state;

  /** Reads the verifier key of a log. */
  static final class LogKey implements ITypeConverter<NoteKey> {
    @Override
    public NoteKey convert(String text) {
      try {
        NoteKey key = NoteKey.parse(text);
        if (key.type() == KeyType.ED25519) {
          return key;
        }
      } catch (Malformed _) {
        // The same fault as a key of another type.
      }
      throw new TypeConversionException(
          "%s is not the verifier key of a log, such as ./iec round-log --key prints it"
              .formatted(Texts.escaped(text)));
    }
  }

  /** Whether a log is to be verified. */
  boolean isWanted() {
    return log != null;
  }

  /**
   * Checks the combination of the options.
   *
   * @param ofBundle whether a bundle has proofs of the log, so that the log itself is not needed
   * @throws ParameterException if it is invalid
   */
  void checkUsage(boolean ofBundle) {
    if (log == null && ofBundle) {
      if (state != null) {
        throw invalid("--state requires --log");
      }
      if (key == null && (!witnesses.isEmpty() || threshold != null)) {
        throw invalid("--witness and --witnesses require --log-key");
      }
      checkWitnesses();
      return;
    }
    if (log == null) {
      if (key != null || !witnesses.isEmpty() || threshold != null || state != null) {
        throw invalid("--log-key, --witness, --witnesses and --state require --log");
      }
      return;
    }
    try {
      url();
    } catch (TypeConversionException e) {
      throw invalid("--log: " + e.getMessage());
    }
    if (key == null) {
      throw invalid("--log requires --log-key: without it, anybody could have written the log");
    }
    checkWitnesses();
  }

  private void checkWitnesses() {
    Set<String> keys = new HashSet<>();
    for (WitnessAddress witness : witnesses) {
      if (!keys.add(witness.key().encodedKey())) {
        throw invalid("the key of witness %s is given twice".formatted(witness.key().name()));
      }
    }
    if (threshold != null && (threshold < 1 || threshold > witnesses.size())) {
      throw invalid(
          "--witnesses must be between 1 and the number of witnesses, which is %d"
              .formatted(witnesses.size()));
    }
  }

  private ParameterException invalid(String what) {
    return new ParameterException(command.commandLine(), what);
  }

  /** What a bundle's own proofs are verified with; empty if the log's key is not given. */
  Optional<Trust> bundleTrust() {
    return key == null ? Optional.empty() : Optional.of(trust());
  }

  private Trust trust() {
    if (key == null) {
      throw new IllegalStateException("the usage was not checked");
    }
    return new Trust(
        key,
        witnesses.stream().map(WitnessAddress::key).toList(),
        threshold == null ? witnesses.size() : threshold);
  }

  /**
   * Reads the log, and before it the versions that witnesses have seen, so that it has to have all
   * of them.
   */
  PublishedLog read() {
    Trust trust = trust();
    Optional<SignedNote> seen =
        state == null ? Optional.empty() : SeenCheckpoint.read(state, trust.log());
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      List<WitnessView> views = new ArrayList<>();
      for (WitnessAddress witness : witnesses) {
        witness
            .url()
            .ifPresent(
                url ->
                    views.add(
                        PublishedLogReader.view(
                            new TileUrl(url, http, TIMEOUT), witness.key(), trust.log())));
      }
      return PublishedLogReader.read(source(http), trust, views, seen);
    }
  }

  private TileSource source(HttpClient http) {
    return url()
        .<TileSource>map(url -> new TileUrl(url, http, TIMEOUT))
        .orElseGet(() -> new TileDirectory(Path.of(String.valueOf(log))));
  }

  /** The address of the log; empty if it is in a directory. */
  private Optional<URI> url() {
    return log != null && (log.startsWith("http://") || log.startsWith("https://"))
        ? Optional.of(Arguments.url(log))
        : Optional.empty();
  }

  /** Keeps the checkpoint for the next verification. */
  void keep(PublishedLog published) {
    if (state != null) {
      SeenCheckpoint.write(state, published.latest());
    }
  }
}
