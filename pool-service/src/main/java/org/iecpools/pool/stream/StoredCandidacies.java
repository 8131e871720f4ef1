package org.iecpools.pool.stream;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.iecpools.pool.domain.Candidacy;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;
import org.springframework.stereotype.Component;

/** The candidacies in the store of the topology. */
@Component
final class StoredCandidacies implements Candidacies {

  private final StreamsBuilderFactoryBean streams;

  StoredCandidacies(StreamsBuilderFactoryBean streams) {
    this.streams = streams;
  }

  @Override
  public List<Candidacy> of(UUID candidateId) {
    try {
      var store =
          running()
              .store(
                  StoreQueryParameters.fromNameAndType(
                      PoolTopology.STORE, QueryableStoreTypes.<String, Candidacy>keyValueStore()));
      List<Candidacy> found = new ArrayList<>();
      try (KeyValueIterator<String, Candidacy> all =
          store.prefixScan(candidateId + "/", new StringSerializer())) {
        all.forEachRemaining(entry -> found.add(entry.value));
      }
      return found;
    } catch (InvalidStateStoreException e) {
      throw new Unavailable(running().state().name(), e);
    }
  }

  @Override
  public Optional<URI> ownerElsewhere(UUID candidateId) {
    KeyQueryMetadata owner;
    try {
      // Placed by candidate, as the inputs are; the season in the store's key plays no part.
      owner =
          running()
              .queryMetadataForKey(
                  PoolTopology.STORE, candidateId.toString(), new StringSerializer());
    } catch (InvalidStateStoreException e) {
      throw new Unavailable(running().state().name(), e);
    }
    if (KeyQueryMetadata.NOT_AVAILABLE.equals(owner)) {
      throw new Unavailable("REBALANCING", null);
    }
    HostInfo host = owner.activeHost();
    String here =
        streams.getStreamsConfiguration().getProperty(StreamsConfig.APPLICATION_SERVER_CONFIG, "");
    String there = host.host() + ":" + host.port();
    return there.equals(here) ? Optional.empty() : Optional.of(URI.create("http://" + there));
  }

  private KafkaStreams running() {
    KafkaStreams running = streams.getKafkaStreams();
    if (running == null) {
      throw new Unavailable("NOT_STARTED", null);
    }
    return running;
  }
}
