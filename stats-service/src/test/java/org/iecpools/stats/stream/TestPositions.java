package org.iecpools.stats.stream;

import java.time.Clock;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.iecpools.kafka.Topic;
import org.iecpools.kit.stream.AppliedPositions;
import org.iecpools.kit.stream.FollowedState;

/** Positions that a test advances itself instead of followers: two partitions per topic. */
public final class TestPositions {

  /** The log of the versions. */
  public static final long LOG = 42;

  /** Maximum number of requests that wait at the same time. */
  public static final int WAITING = 3;

  private static final int PARTITIONS = 2;

  private final List<AppliedPositions> topics =
      Stream.generate(AppliedPositions::new).limit(AnswerVersions.TOPICS.size()).toList();
  private final FollowedState state = new FollowedState(topics);

  public TestPositions() {
    topics.forEach(topic -> topic.partitions(PARTITIONS));
  }

  public AnswerVersions versions(IntSupplier serving, Clock clock) {
    return new AnswerVersions(LOG, state, serving, clock, WAITING);
  }

  /** Applies the next record of a partition. */
  public void apply(Topic<?> topic, int partition, Runnable effect) {
    AppliedPositions its = topics.get(AnswerVersions.TOPICS.indexOf(topic));
    its.apply(List.of(new AppliedPositions.Step(partition, its.next()[partition], effect)));
    its.advanced();
  }
}
