package org.iecpools.pool.stream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kit.clock.ClockProgress;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.stream.EventSink;
import org.iecpools.kit.stream.EventSource;
import org.iecpools.kit.stream.RecordValidator;
import org.iecpools.kit.trace.Traces;

/** The topology of the service, driven without a broker. */
record PoolDriver(Topology topology, TopologyTestDriver driver) implements AutoCloseable {

  /**
   * @param begin wall-clock time of the driver at its start
   */
  static PoolDriver of(
      EventCodec codec, SeasonWatch watch, ServiceClock clock, Path stateDir, Instant begin) {
    StreamsBuilder builder = new StreamsBuilder();
    EventSource eventSource =
        new EventSource(
            new RecordValidator("pool-service", codec, clock, 1, new SimpleMeterRegistry()),
            Traces.OFF);
    new PoolTopology(
            eventSource,
            new EventSink(codec, new SimpleMeterRegistry(), Traces.OFF),
            watch,
            clock,
            new ClockProgress())
        .build(builder);
    Properties settings = new Properties();
    settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    Topology topology = builder.build();
    return new PoolDriver(topology, new TopologyTestDriver(topology, settings, begin));
  }

  TestInputTopic<String, byte[]> input(String topic) {
    return driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer());
  }

  TestOutputTopic<String, byte[]> output(String topic) {
    return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public void close() {
    driver.close();
  }
}
