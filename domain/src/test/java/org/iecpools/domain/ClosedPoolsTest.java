package org.iecpools.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.domain.Given.NOW;
import static org.iecpools.events.Category.WORKING_HOLIDAY;
import static org.iecpools.events.Category.YOUNG_PROFESSIONALS;

import java.time.Instant;
import java.util.UUID;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolOpened;
import org.junit.jupiter.api.Test;

class ClosedPoolsTest {

  private static final PoolId POOL = Given.pool("IE", WORKING_HOLIDAY);

  private final ClosedPools closed = new ClosedPools();

  private static PoolClosed closed(Instant at) {
    return new PoolClosed(UUID.randomUUID(), at, POOL, "its quota is met");
  }

  private static PoolOpened opened(Instant at) {
    return new PoolOpened(UUID.randomUUID(), at, POOL, "spots are free");
  }

  @Test
  void aPoolIsOpenUntilItIsClosedAndTheOthersStayOpen() {
    assertThat(closed.test(POOL)).isFalse();

    closed.apply(closed(NOW));

    assertThat(closed.test(POOL)).isTrue();
    assertThat(closed.test(Given.pool("IE", YOUNG_PROFESSIONALS))).isFalse();
  }

  @Test
  void theLatestWordCountsWhicheverComesFirst() {
    closed.apply(opened(NOW.plusSeconds(1)));
    closed.apply(closed(NOW));
    assertThat(closed.test(POOL)).isFalse();

    closed.apply(closed(NOW.plusSeconds(2)));
    closed.apply(opened(NOW.plusSeconds(1)));
    assertThat(closed.test(POOL)).isTrue();
  }
}
