package org.iecpools.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.iecpools.backup.PartitionSteps.Step;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionStepsTest {

  private static final TopicPartition PARTITION = new TopicPartition("iec.pools", 1);

  @TempDir private Path directory;

  @RepeatedTest(50)
  void everyRecordGetsItsOffsetWhateverTheGapsAre(RepetitionInfo repetition) throws Exception {
    // given offsets with random gaps, most of them of one marker
    Random random = new Random(repetition.getCurrentRepetition());
    List<Long> offsets = new ArrayList<>();
    long next = random.nextInt(4);
    for (int i = random.nextInt(60); i > 0; i--) {
      offsets.add(next);
      next += random.nextInt(10) < 6 ? 1 : 1 + random.nextInt(5);
    }
    long end = next + random.nextInt(3);

    // when the steps are applied to an empty log
    List<Long> written = new ArrayList<>();
    long position = 0;
    try (PartitionSteps steps = steps(offsets, end)) {
      for (Step step = steps.step(); step != null; step = steps.step()) {
        switch (step) {
          case Step.Plain it -> position = append(it.records(), position, written);
          case Step.Committed it -> position = append(it.records(), position, written) + 1;
          case Step.Aborted it -> {
            assertThat(it.records()).isPositive();
            position += it.records() + 1;
          }
          case Step.Deleted _ -> {
            assertThat(position).as("only before the first record").isZero();
            position++;
          }
        }
        assertThat(steps.position()).isEqualTo(position);
      }
    }

    // then each record is at its offset
    assertThat(written).isEqualTo(offsets);
    assertThat(position).isEqualTo(end);
  }

  @Test
  void aLargeGapIsDividedWithoutASingleOffsetLeft() throws Exception {
    List<Integer> filled = new ArrayList<>();
    try (PartitionSteps steps = steps(List.of(1_000_001L), 1_000_002)) {
      for (Step step = steps.step(); step != null; step = steps.step()) {
        if (step instanceof Step.Aborted it) {
          filled.add(it.records() + 1);
        }
      }
    }

    assertThat(filled).containsExactly(500_000, 499_999, 2);
  }

  private PartitionSteps steps(List<Long> offsets, long end) throws Exception {
    Files.createDirectories(directory.resolve("topics"));
    try (RecordFile.Writer writer = new RecordFile.Writer(directory, PARTITION)) {
      for (long offset : offsets) {
        writer.append(new ConsumerRecord<>(PARTITION.topic(), 1, offset, new byte[0], new byte[0]));
      }
      writer.finish(0, end);
    }
    return new PartitionSteps(
        PARTITION,
        new RecordFile.Reader(directory.resolve(RecordFile.path(PARTITION)), PARTITION),
        end);
  }

  private static long append(List<StoredRecord> records, long position, List<Long> written) {
    assertThat(records).isNotEmpty();
    for (StoredRecord record : records) {
      assertThat(record.offset()).isEqualTo(position);
      written.add(position);
      position++;
    }
    return position;
  }
}
