package org.iecpools.roundlog;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.iecpools.transparency.Checkpoint;
import org.iecpools.transparency.Malformed;
import org.iecpools.transparency.SignedNote;
import org.iecpools.transparency.TileUrl;
import org.iecpools.transparency.WitnessClient.Target;
import org.iecpools.transparency.WitnessedLog;

/**
 * Asks witnesses at the start what they have cosigned last. If it has the log's own signature and
 * more entries, the log is an older copy, and to append to it would show a second version.
 */
final class WitnessMemory {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private WitnessMemory() {}

  /**
   * Compares the log with what each witness serves. One that serves nothing is passed over: a
   * missing witness does not stop a log.
   *
   * @throws RoundLogFailed if the log is an older copy, or another version
   */
  static void check(RoundLog log, List<Target> witnesses) {
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      for (Target witness : witnesses) {
        cosigned(log, witness, http).ifPresent(seen -> compare(log, seen, witness));
      }
    }
  }

  /** What a witness has cosigned, if the log has signed it. */
  private static Optional<Checkpoint> cosigned(RoundLog log, Target witness, HttpClient http) {
    String path = new WitnessedLog(log.verifier().name(), List.of(log.verifier())).id();
    try {
      return new TileUrl(witness.prefix(), http, TIMEOUT)
          .read(path + "/checkpoint")
          .map(SignedNote::parse)
          .filter(note -> note.status(log.verifier()) == SignedNote.Status.VALID)
          .map(note -> Checkpoint.parse(note.text()));
    } catch (IOException | Malformed _) {
      return Optional.empty();
    }
  }

  private static void compare(RoundLog log, Checkpoint seen, Target witness) {
    Checkpoint own = Checkpoint.parse(log.published().text());
    boolean isOlder = seen.size() > own.size();
    if (isOlder || (seen.size() == own.size() && !seen.root().equals(own.root()))) {
      throw new RoundLogFailed(
          ("%s has cosigned a checkpoint of %d entries that this log has signed, but the log has %s:"
                  + " it is an older copy or another version. Nothing was appended. Restore the"
                  + " newest copy, or begin another log with its own --data and --name")
              .formatted(
                  witness.key().name(), seen.size(), isOlder ? "" + own.size() : "another root"));
    }
  }
}
