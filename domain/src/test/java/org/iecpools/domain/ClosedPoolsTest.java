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
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ClosedPoolsTest {

  private static final PoolId POOL = Given.pool("IE", WORKING_HOLIDAY);

  private final ClosedPools closed = new ClosedPools();

  private static PoolClosed closed(Instant at) {
    return closed(at, 0);
  }

  private static PoolClosed closed(Instant at, int change) {
    return new PoolClosed(UUID.randomUUID(), at, POOL, "its quota is met", change, null, null);
  }

  private static PoolOpened opened(Instant at) {
    return opened(at, 0);
  }

  private static PoolOpened opened(Instant at, int change) {
    return new PoolOpened(UUID.randomUUID(), at, POOL, "spots are free", change);
  }

  @Test
  void aPoolIsOpenUntilItIsClosedAndTheOthersStayOpen() {
    assertThat(closed.test(POOL)).isFalse();

    closed.apply(closed(NOW));

    assertThat(closed.test(POOL)).isTrue();
    assertThat(closed.test(Given.pool("IE", YOUNG_PROFESSIONALS))).isFalse();
  }

  @Test
  void theLatestChangeCountsInAnyOrder() {
    closed.apply(opened(NOW.plusSeconds(1)));
    closed.apply(closed(NOW));
    assertThat(closed.test(POOL)).isFalse();

    closed.apply(closed(NOW.plusSeconds(2)));
    closed.apply(opened(NOW.plusSeconds(1)));
    assertThat(closed.test(POOL)).isTrue();
  }

  /**
   * A letter and its cancellation, read directly one after the other, close and open the pool in
   * the same millisecond.
   */
  @RepeatedTest(10)
  void ofChangesInTheSameMillisecondTheLastOneCounts() {
    closed.apply(opened(NOW, 3));
    closed.apply(closed(NOW, 2));
    assertThat(closed.test(POOL)).isFalse();

    closed.apply(closed(NOW, 4));
    assertThat(closed.test(POOL)).isTrue();
  }
}
