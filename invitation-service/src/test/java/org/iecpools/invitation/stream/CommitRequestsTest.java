package org.iecpools.invitation.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationIssued;
import org.iecpools.invitation.domain.CandidateRow;
import org.iecpools.invitation.domain.Country;
import org.iecpools.invitation.domain.Invitation;
import org.iecpools.invitation.domain.OrderOutcome;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kit.clock.ClockProgress;
import org.iecpools.kit.clock.LogWatermark;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.stream.StateSerde;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the country's task requests a commit instead of waiting for the interval. */
class CommitRequestsTest {

  private static final Instant NOW = Instant.parse("2026-02-03T16:00:00Z");

  private final MockProcessorContext<String, Event> context = new MockProcessorContext<>();
  private final ClockProgress progress = new ClockProgress();
  private KeyValueStore<String, CandidateRow> candidates;

  @BeforeEach
  void stores() {
    CodecSerdes events = new CodecSerdes(new EventCodec(EventCodec.inMemory()));
    candidates = add(Stores.CANDIDATES, StateSerde.of(CandidateRow.class));
    add(Stores.CLOSED_CANDIDATES, Serdes.ByteArray());
    add(Stores.COUNTRIES, Serdes.ByteArray());
    add(Stores.DECISIONS, StateSerde.of(OrderOutcome.class));
    add(Stores.ANNOUNCEMENTS, events.announcements());
    add(Stores.SEEDS, Serdes.ByteArray());
    add(Stores.DRAWN, Serdes.ByteArray());
    add(Stores.RUNS, events.runs());
  }

  @Test
  void whenAllInvitationsAreIssued() {
    drawn(1);
    start();
    assertThat(context.committed()).isFalse();

    pass();

    assertThat(issued()).isEqualTo(1);
    assertThat(context.committed()).isTrue();
  }

  @Test
  void afterAThousandInvitations() {
    drawn(1_600);
    start();

    pass();
    assertThat(issued()).isEqualTo(500);
    assertThat(context.committed()).isFalse();
    pass();
    assertThat(issued()).isEqualTo(1_000);
    assertThat(context.committed()).isTrue();
  }

  @Test
  void whenSomebodyWaits() {
    start();
    pass();
    assertThat(context.committed()).isFalse();

    try (ClockProgress.Wait _ = progress.await()) {
      pass();
    }

    assertThat(context.committed()).isTrue();
  }

  private void start() {
    new CountryProcessor(
            (season, country) ->
                new Country(season, country, _ -> Optional.empty(), () -> new byte[32]),
            ServiceClock.real(() -> NOW),
            LogWatermark.of(ServiceClock.simulated()),
            progress,
            new Questions(),
            "log",
            Harness.VAULT)
        .init(context);
  }

  /** Stores candidates whose invitations were drawn and not issued. */
  private void drawn(int number) {
    for (int i = 0; i < number; i++) {
      UUID id = new UUID(1, i);
      Invitation invitation =
          new Invitation(
              id,
              new UUID(2, 0),
              id,
              Harness.WH,
              1,
              LocalDate.parse("2030-01-01"),
              NOW,
              Instant.parse("2026-02-14T05:00:00Z"),
              "America/Toronto",
              new Invitation.Invited(),
              false,
              0);
      CandidateRow row =
          new CandidateRow(
              2026,
              "IE",
              id,
              id,
              "America/Toronto",
              Map.of(),
              id,
              List.of(invitation),
              Set.of(),
              Set.of(),
              Set.of(),
              Set.of(),
              Set.of(),
              Set.of(),
              List.of(),
              null,
              null);
      candidates.put(Stores.key(row), row);
    }
  }

  private long issued() {
    return context.forwarded().stream()
        .map(MockProcessorContext.CapturedForward::record)
        .map(Record::value)
        .filter(InvitationIssued.class::isInstance)
        .count();
  }

  /** Lets the punctuation run that issues invitations, and not the one that checks the clock. */
  private void pass() {
    context.setCurrentSystemTimeMs(NOW.toEpochMilli());
    context.resetCommit();
    context.scheduledPunctuators().getLast().getPunctuator().punctuate(0);
  }

  private <V> KeyValueStore<String, V> add(String name, Serde<V> serde) {
    KeyValueStore<String, V> store = MemoryStores.store(name, serde);
    context.addStateStore(store);
    return store;
  }
}
