package org.iecpools.bench.flow;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.iecpools.events.Category;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolIds;
import org.iecpools.kafka.EventCodec;
import org.iecpools.stack.StackException;
import org.junit.jupiter.api.Test;

class AccountsTest {

  private static final UUID ONE = UUID.fromString("00000000-0000-4000-8000-000000000001");
  private static final UUID TWO = UUID.fromString("00000000-0000-4000-8000-000000000002");

  private final EventCodec codec = new EventCodec(EventCodec.inMemory());

  private byte[] entered(UUID profile) {
    PoolEntered entered =
        PoolEntered.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(Instant.EPOCH)
            .setPool(PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY))
            .setProfileId(profile)
            .setCandidateId(UUID.randomUUID())
            .setEligibleUntil(LocalDate.EPOCH)
            .build();
    return codec.encode((SpecificRecord) entered);
  }

  private void check(List<byte[]> values) {
    Accounts.check(
        "decisions",
        List.of(ONE, TWO),
        values,
        codec,
        PoolEntered.class,
        PoolEntered::getProfileId);
  }

  @Test
  void everyProfileDecidedOnceIsRight() {
    assertThatCode(() -> check(List.of(entered(TWO), entered(ONE)))).doesNotThrowAnyException();
  }

  @Test
  void aMissingDecisionIsNamed() {
    assertThatThrownBy(() -> check(List.of(entered(TWO))))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("1 are missing (" + ONE + ")");
  }

  @Test
  void aRepeatedDecisionIsCounted() {
    assertThatThrownBy(() -> check(List.of(entered(ONE), entered(TWO), entered(ONE))))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("0 are missing, 1 are repeated");
  }

  @Test
  void aDecisionOfAnotherProfileIsCounted() {
    assertThatThrownBy(() -> check(List.of(entered(ONE), entered(TWO), entered(UUID.randomUUID()))))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("1 other records");
  }
}
