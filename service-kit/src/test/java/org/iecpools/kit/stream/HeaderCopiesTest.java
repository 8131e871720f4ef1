package org.iecpools.kit.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class HeaderCopiesTest {

  @Test
  void headersAreIndependentOfTheResponseThatContainedThem() {
    byte[] response = "name-value-".getBytes(UTF_8);
    Header received =
        new RecordHeader(ByteBuffer.wrap(response, 0, 4), ByteBuffer.wrap(response, 5, 5));
    Header empty = new RecordHeader(ByteBuffer.wrap(response, 10, 0), null);

    new HeaderCopies().onConsume(records(received, empty));
    Arrays.fill(response, (byte) 'x');

    assertThat(received.key()).isEqualTo("name");
    assertThat(received.value()).asString(UTF_8).isEqualTo("value");
    assertThat(empty.key()).isEmpty();
    assertThat(empty.value()).isNull();
  }

  private static ConsumerRecords<byte[], byte[]> records(Header... headers) {
    var consumed =
        new ConsumerRecord<byte[], byte[]>(
            "iec.profiles",
            0,
            0,
            1,
            TimestampType.CREATE_TIME,
            0,
            0,
            new byte[0],
            new byte[0],
            new RecordHeaders(headers),
            Optional.empty());
    return new ConsumerRecords<>(
        Map.of(new TopicPartition("iec.profiles", 0), List.of(consumed)), Map.of());
  }
}
