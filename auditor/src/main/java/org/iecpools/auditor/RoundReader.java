package org.iecpools.auditor;

import java.net.URI;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.iecpools.auditor.draw.DrawLog;
import org.iecpools.events.RoundsEvent;
import org.iecpools.kafka.ClientConfig;

/** Reads the log for the verification of rounds. The stack may be running. */
public final class RoundReader {

  /** Later than all events: here, only dead letters decide which events were ahead of the clock. */
  private static final Instant ANY_TIME = Instant.parse("9999-12-31T00:00:00Z");

  private RoundReader() {}

  /**
   * Reads the log from the first record to its current end.
   *
   * @param bootstrapServers the broker's address, host:port
   * @param registry the schema registry's address
   * @param client how to authenticate to both
   * @param progress receives progress messages, each one sentence, if reading takes long
   * @throws AuditFailed if the broker or the registry does not answer
   */
  public static DrawLog read(
      String bootstrapServers, URI registry, ClientConfig client, Consumer<String> progress) {
    try (LogReader reader = new LogReader(bootstrapServers, registry, client)) {
      reader.readToEnd(progress);
      Set<Position> rounds = new HashSet<>();
      contents(reader).stream()
          .filter(event -> event.event() instanceof RoundsEvent)
          .forEach(event -> rounds.add(event.position()));
      // Partitions are not read at the same instant. Everything that a draw had read precedes it in
      // the log, so a second read contains all inputs of the draws of the first read. Later draws
      // are left out because their inputs may be incomplete.
      reader.readToEnd(progress);
      return new DrawLog(
          reader.cluster(),
          reader.ends(),
          contents(reader).stream()
              .filter(
                  event ->
                      !(event.event() instanceof RoundsEvent) || rounds.contains(event.position()))
              .toList(),
          reader.log().excludedByDeadLetterAlone(),
          reader.log().contents(ANY_TIME).passedOver().stream()
              .map(PassedOver::position)
              .collect(Collectors.toSet()));
    }
  }

  private static List<LoggedEvent> contents(LogReader reader) {
    return reader.log().contents(ANY_TIME).events();
  }
}
