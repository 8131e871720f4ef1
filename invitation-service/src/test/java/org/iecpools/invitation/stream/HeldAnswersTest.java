package org.iecpools.invitation.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serde;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolLeft;
import org.iecpools.invitation.domain.CandidateRow;
import org.iecpools.invitation.domain.LoggedAnswer;
import org.iecpools.kit.stream.StateAsJson;
import org.iecpools.kit.stream.StateSerde;
import org.junit.jupiter.api.Test;

/** Storage of answers that wait to be judged. */
class HeldAnswersTest {

  private static final Instant LOGGED = Instant.parse("2026-02-14T05:00:00.123Z");
  private static final UUID ID = UUID.randomUUID();

  private final Serde<CandidateRow> serde = StateSerde.of(CandidateRow.class);

  @Test
  void comeBackAsTheyWere() {
    CandidateRow row =
        row(
            List.of(
                new LoggedAnswer.Decline(
                    new InvitationDeclined(ID, LOGGED, Harness.WH, ID, ID, ID), LOGGED),
                new LoggedAnswer.Letter(new LoiIssued(ID, LOGGED, Harness.WH, ID, ID, ID), LOGGED),
                new LoggedAnswer.Withdrawal(
                    new PoolLeft(ID, LOGGED, Harness.WH, ID, ID, 2, LeaveCause.WITHDRAWN),
                    LOGGED)));

    byte[] kept = serde.serializer().serialize("", row);

    assertThat(serde.deserializer().deserialize("", kept)).isEqualTo(row);
  }

  @Test
  void areEmptyInRowsFromBeforeTheyWereStored() {
    String kept = StateAsJson.of(row(List.of())).toString();
    byte[] before = kept.replace(",\"held\":[]", "").getBytes(StandardCharsets.UTF_8);
    assertThat(before).hasSizeLessThan(kept.length());

    assertThat(serde.deserializer().deserialize("", before).held()).isEmpty();
  }

  private static CandidateRow row(List<LoggedAnswer> held) {
    return new CandidateRow(
        2026,
        "IE",
        ID,
        ID,
        "Europe/Dublin",
        Map.of(),
        null,
        List.of(),
        Set.of(),
        Set.of(),
        Set.of(),
        Set.of(),
        Set.of(),
        Set.of(),
        held,
        null,
        null);
  }
}
