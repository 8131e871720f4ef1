package org.iecpools.kit.stream;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kit.barrier.Work;
import org.iecpools.kit.clock.ClockProgress;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.trace.Traces;
import org.iecpools.kit.web.Peers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.EnableKafkaStreams;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;
import org.springframework.kafka.config.StreamsBuilderFactoryBeanConfigurer;

/**
 * Common beans of a service whose work is a Kafka Streams topology. The service's main class
 * imports this and {@code ServiceKit}.
 */
@Configuration(proxyBeanMethods = false)
@EnableKafkaStreams
public class StreamsKit {

  /** The setting that passes the validator to the handlers that Kafka Streams instantiates. */
  static final String VALIDATOR_CONFIG = "iec.validator";

  /**
   * In a simulation tasks commit when they have done something (see {@link
   * org.iecpools.kit.clock.Ticks}). The interval is for the many checks of the clock at which
   * nothing happens, each of which counts as something to commit for Kafka Streams.
   */
  private static final long SIMULATED_COMMIT_INTERVAL_MS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(StreamsKit.class);

  @Bean
  ClockProgress clockProgress() {
    return new ClockProgress();
  }

  @Bean
  EventSource eventSource(RecordValidator validator, Traces traces) {
    return new EventSource(validator, traces);
  }

  @Bean
  EventSink eventSink(EventCodec codec, MeterRegistry meters, Traces traces) {
    return new EventSink(codec, meters, traces);
  }

  @Bean
  Commits commits(StreamsBuilderFactoryBean streams, ClockProgress progress) {
    return new Commits(() -> Optional.ofNullable(streams.getKafkaStreams()), progress);
  }

  @Bean
  Work work(
      StreamsBuilderFactoryBean streams,
      ClockProgress progress,
      Peers peers,
      Admin kafka,
      Restored restored) {
    return new StreamsWork(streams, progress, peers, kafka, restored);
  }

  @Bean
  Restored restored() {
    return new Restored();
  }

  @Bean
  LocalState localState(StreamsBuilderFactoryBean streams) {
    return new LocalState(
        new LocalState.Finder() {
          @Override
          public <V> ReadOnlyKeyValueStore<String, V> find(String name) {
            KafkaStreams running = streams.getKafkaStreams();
            if (running == null) {
              throw new InvalidStateStoreException("the streams are not running");
            }
            return running.store(
                StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.keyValueStore()));
          }
        },
        () ->
            Optional.ofNullable(streams.getKafkaStreams())
                .filter(running -> running.state() == KafkaStreams.State.RUNNING)
                .isPresent());
  }

  @Bean
  Peers peers(
      @Value("${spring.kafka.streams.properties.application.server}") String self,
      StreamsBuilderFactoryBean streams) {
    return new Peers(
        self,
        new StreamsDirectory(
            HostInfo.buildFromEndpoint(self),
            () -> Optional.ofNullable(streams.getKafkaStreams())));
  }

  /**
   * Replaces a failed stream thread, which continues from the last commit. Temporary failures
   * (broker down, producer fenced) are over by then; a record that fails repeatedly is given up at
   * the event source.
   *
   * <p>An instance that stops leaves its consumer group, which Kafka Streams does not do by
   * default. The others take over immediately, and a restarted instance does not have to wait until
   * the old session has timed out.
   */
  @Bean
  StreamsBuilderFactoryBeanConfigurer streamsConfigurer(
      RecordValidator validator, Restored restored, ServiceClock clock) {
    return streams -> {
      Properties settings = Objects.requireNonNull(streams.getStreamsConfiguration());
      if (clock.isSimulated()) {
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, SIMULATED_COMMIT_INTERVAL_MS);
      }
      settings.put(
          StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, AnyTimestamp.class.getName());
      settings.put(
          StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
          InternalRecords.class.getName());
      settings.put(
          StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, Outputs.class.getName());
      settings.put(VALIDATOR_CONFIG, validator);
      // The settings above are a copy.
      streams.setStreamsConfiguration(settings);
      streams.setStreamsUncaughtExceptionHandler(
          failure -> {
            LOG.error("stream thread failed and is replaced", failure);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
          });
      streams.setLeaveGroupOnClose(true);
      streams.setStateRestoreListener(restored);
    };
  }
}
