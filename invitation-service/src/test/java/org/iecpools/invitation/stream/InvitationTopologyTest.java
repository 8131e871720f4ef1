package org.iecpools.invitation.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.invitation.stream.Harness.only;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RunRounds;
import org.iecpools.invitation.domain.CandidateRow;
import org.iecpools.invitation.domain.CountryRow;
import org.iecpools.invitation.domain.Decision;
import org.iecpools.kit.StateSerde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InvitationTopologyTest {

  private final Harness it = new Harness();

  @AfterEach
  void stop() {
    it.close();
  }

  @Test
  void fromEntriesToVerdictsAndWhatIsSentTwiceChangesNothing() {
    it.planned();
    PoolEntered first = it.enters();
    PoolEntered second = it.enters();
    it.enters();
    it.give(first);
    it.give(second);

    RunRounds command = it.command(2);
    it.order(command);
    it.order(command);
    it.pass(Duration.ofMillis(100));

    RoundRun round = only(it.rounds, RoundRun.class).getFirst();
    assertThat(only(it.rounds, RoundRun.class)).hasSize(1);
    assertThat(round.getPoolSize()).isEqualTo(3);
    assertThat(round.getInvited()).isEqualTo(2);
    assertThat(round.getPositions())
        .filteredOn(p -> p.getTopic().equals("iec.pools"))
        .singleElement()
        .satisfies(p -> assertThat(p.getOffset()).isEqualTo(4));
    List<InvitationIssued> issued = only(it.invitations, InvitationIssued.class);
    assertThat(issued).hasSize(2);

    InvitationDeclined decline = it.declines(issued.getFirst());
    it.give(decline);
    it.give(decline);
    LoiIssued loi = it.getsLoi(issued.getLast());
    it.give(loi);
    it.give(loi);

    assertThat(only(it.invitations, InvitationClosed.class))
        .extracting(InvitationClosed::getCause)
        .containsExactly(ClosedCause.DECLINED, ClosedCause.LOI_ISSUED);
    assertThat(only(it.invitations, AnswerRejected.class)).isEmpty();
    CountryRow row = it.stored(Stores.COUNTRIES, "2026/IE", CountryRow.class);
    assertThat(row.seq()).isEqualTo(3);
    assertThat(row.pools())
        .singleElement()
        .satisfies(
            pool -> {
              assertThat(pool.size()).isEqualTo(2);
              assertThat(pool.lois()).isEqualTo(1);
            });
  }

  @Test
  void timeAloneLapsesAnInvitationAndRunsTheWeeklyRound() {
    it.planned();
    it.enters();
    it.order(it.command(1));
    it.pass(Duration.ofMillis(100));
    it.enters();

    it.time(Instant.parse("2026-02-14T05:00:00Z"));
    it.pass(Duration.ofMillis(50));

    assertThat(only(it.invitations, InvitationClosed.class))
        .extracting(InvitationClosed::getCause)
        .containsExactly(ClosedCause.NOT_ANSWERED);
    assertThat(only(it.rounds, RoundRun.class)).hasSize(2);
  }

  @Test
  void thePoolIsOpenedWhenItsPlanArrives() {
    it.planned();

    assertThat(only(it.rounds, PoolOpened.class)).hasSize(1);
  }

  @Test
  void aRecordThatCannotBeTakenIsADeadLetterOnceAndTheFlowGoesOn() {
    it.planned();
    for (String topic :
        List.of(
            "iec.pools",
            "iec.responses",
            "iec.applications",
            "iec.seasons",
            "iec.round-commands")) {
      it.pipe(topic, "key", "no avro".getBytes(StandardCharsets.UTF_8));
    }
    it.enters();

    assertThat(it.deadLetters()).hasSize(5);
    assertThat(it.stored(Stores.COUNTRIES, "2026/IE", CountryRow.class).pools().getFirst().size())
        .isEqualTo(1);
  }

  @Test
  void aCommandThatCannotRunLeavesItsReasonsAndNoException() {
    it.enters();
    RunRounds command = it.command(1);

    it.order(command);

    Decision decision =
        it.stored(Stores.DECISIONS, "2026/IE/" + command.getCommandId(), Decision.class);
    assertThat(decision.pools())
        .singleElement()
        .isInstanceOfSatisfying(
            Decision.NotRun.class,
            notRun ->
                assertThat(notRun.reasons())
                    .extracting(r -> r.code())
                    .containsExactly("NOT_PLANNED", "NO_QUOTA"));
    assertThat(it.rounds).isEmpty();
  }

  @Test
  void whatIsKeptReadsBackAsItWas() {
    it.planned();
    it.enters();
    it.enters();
    it.order(it.command(2));
    it.pass(Duration.ofMillis(100));
    List<InvitationIssued> issued = only(it.invitations, InvitationIssued.class);
    it.give(it.declines(issued.getFirst()));
    it.give(it.getsLoi(issued.getLast()));
    it.order(it.command(1));

    for (InvitationIssued invitation : issued) {
      CandidateRow row =
          it.stored(
              Stores.CANDIDATES, invitation.getCandidateId() + "/2026/IE", CandidateRow.class);
      assertThat(again(row, CandidateRow.class)).isEqualTo(row);
      assertThat(row.invitations()).isNotEmpty();
    }
    CountryRow country = it.stored(Stores.COUNTRIES, "2026/IE", CountryRow.class);
    assertThat(again(country, CountryRow.class)).isEqualTo(country);
    assertThat(it.all(Stores.DECISIONS, Decision.class))
        .isNotEmpty()
        .allSatisfy(d -> assertThat(again(d, Decision.class)).isEqualTo(d));
  }

  private static <T> T again(T state, Class<T> type) {
    var serde = StateSerde.json(type);
    return serde.deserializer().deserialize("", serde.serializer().serialize("", state));
  }
}
