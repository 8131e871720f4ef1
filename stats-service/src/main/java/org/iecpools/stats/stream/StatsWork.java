package org.iecpools.stats.stream;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.iecpools.kit.barrier.Work;
import org.springframework.beans.factory.ObjectProvider;

/** Reports the progress and health of counting and publishing to the service kit. */
public final class StatsWork implements Work {

  private final SumsLoop sums;
  private final ObjectProvider<Publisher> publisher;
  private final ObjectProvider<ChangeWriter> changes;

  /**
   * @param publisher resolved lazily, because the publisher depends on the progress of counting
   * @param changes likewise
   */
  public StatsWork(
      SumsLoop sums, ObjectProvider<Publisher> publisher, ObjectProvider<ChangeWriter> changes) {
    this.sums = sums;
    this.publisher = publisher;
    this.changes = changes;
  }

  @Override
  public boolean isRunning() {
    return sums.isRunning();
  }

  @Override
  public String group() {
    return sums.group();
  }

  @Override
  public Set<TopicPartition> inputs() {
    return sums.inputs();
  }

  @Override
  public Set<TopicPartition> owned() {
    return sums.owned();
  }

  @Override
  public long restored() {
    return sums.recounted();
  }

  @Override
  public Optional<String> failure() {
    if (sums.isDead()) {
      return Optional.of("the counting thread has died");
    }
    if (publisher.getObject().isDead()) {
      return Optional.of("the publishing thread has died");
    }
    return changes.getObject().isDead()
        ? Optional.of("the thread that reports changes has died")
        : Optional.empty();
  }

  /** Always true: counting does not depend on the clock. */
  @Override
  public boolean hasReached(long tick) {
    return true;
  }

  /** Nothing is due once every week that has ended by the clock is published. */
  @Override
  public boolean restsAt(long tick) {
    return publisher.getObject().isUpToDate();
  }

  /** Always true: offsets and publications are shared by all instances. */
  @Override
  public boolean othersRestAt(long tick) {
    return true;
  }
}
