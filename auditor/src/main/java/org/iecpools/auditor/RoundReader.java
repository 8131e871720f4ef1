package org.iecpools.auditor;

import java.net.URI;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.iecpools.auditor.draw.DrawLog;
import org.iecpools.events.RoundsEvent;

/** Reads what it takes to verify rounds from a stack that may be at work. */
public final class RoundReader {

  /** Later than anything: what is ahead of the clock is told by the dead letters. */
  private static final Instant ANY_TIME = Instant.parse("9999-12-31T00:00:00Z");

  private RoundReader() {}

  /**
   * The log from the first record on, up to now.
   *
   * @param bootstrapServers of the broker, host:port
   * @param registry its schema registry
   * @param progress is told in sentences what goes on, where it takes long
   * @throws AuditFailed when something does not answer
   */
  public static DrawLog read(String bootstrapServers, URI registry, Consumer<String> progress) {
    try (LogReader reader = new LogReader(bootstrapServers, registry)) {
      reader.readOn(progress);
      Set<Place> rounds = new HashSet<>();
      contents(reader).stream()
          .filter(event -> event.event() instanceof RoundsEvent)
          .forEach(event -> rounds.add(event.place()));
      // Partitions end at different moments. What a draw had read stood in the log before it: read
      // on, there is all that the draws of the first reading had, and of later draws nothing is
      // said.
      reader.readOn(progress);
      return new DrawLog(
          reader.cluster(),
          reader.ends(),
          contents(reader).stream()
              .filter(
                  event ->
                      !(event.event() instanceof RoundsEvent) || rounds.contains(event.place()))
              .toList(),
          reader.log().leftOutByWord());
    }
  }

  private static List<LoggedEvent> contents(LogReader reader) {
    return reader.log().contents(ANY_TIME).events();
  }
}
