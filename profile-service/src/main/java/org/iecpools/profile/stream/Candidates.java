package org.iecpools.profile.stream;

import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.iecpools.profile.domain.Candidate;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;
import org.springframework.stereotype.Component;

/** What this instance's tasks know of their candidates. */
@Component
public class Candidates {

  private final StreamsBuilderFactoryBean streams;

  Candidates(StreamsBuilderFactoryBean streams) {
    this.streams = streams;
  }

  /** The candidate's state is being moved or restored, here or elsewhere: try again soon. */
  public static final class NotNow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotNow(@Nullable Throwable cause) {
      super("candidates are being moved between instances", cause);
    }
  }

  /**
   * What is known of a candidate whose tasks are here.
   *
   * @throws NotNow while they are being moved or restored
   */
  public Candidate find(UUID candidateId) {
    try {
      ReadOnlyKeyValueStore<String, Candidate> store =
          running()
              .store(
                  StoreQueryParameters.fromNameAndType(
                      CandidateTopology.STORE, QueryableStoreTypes.keyValueStore()));
      return Optional.ofNullable(store.get(candidateId.toString())).orElse(Candidate.unknown());
    } catch (InvalidStateStoreException e) {
      throw new NotNow(e);
    }
  }

  /**
   * The instance whose tasks have the candidate.
   *
   * @throws NotNow while nobody is known to
   */
  public HostInfo owner(UUID candidateId) {
    KeyQueryMetadata metadata =
        running()
            .queryMetadataForKey(
                CandidateTopology.STORE, candidateId.toString(), Serdes.String().serializer());
    if (metadata == null || metadata.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
      throw new NotNow(null);
    }
    return metadata.activeHost();
  }

  private KafkaStreams running() {
    KafkaStreams running = streams.getKafkaStreams();
    if (running == null || !running.state().isRunningOrRebalancing()) {
      throw new NotNow(null);
    }
    return running;
  }
}
