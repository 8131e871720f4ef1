package org.iecpools.kit.stream;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.iecpools.kit.web.Peers;
import org.iecpools.kit.web.Unavailable;

/**
 * Locates keys and instances by the metadata that Kafka Streams shares between the instances of an
 * application.
 */
final class StreamsDirectory implements Peers.Directory {

  private final HostInfo self;
  private final Supplier<Optional<KafkaStreams>> streams;

  /**
   * @param self address of this instance for the others ({@code application.server})
   * @param streams the running streams; empty before they start
   */
  StreamsDirectory(HostInfo self, Supplier<Optional<KafkaStreams>> streams) {
    this.self = self;
    this.streams = streams;
  }

  @Override
  public Optional<URI> owner(String store, String key) {
    KeyQueryMetadata owner =
        ask(running -> running.queryMetadataForKey(store, key, new StringSerializer()));
    if (KeyQueryMetadata.NOT_AVAILABLE.equals(owner)) {
      throw new Unavailable("tasks are moving between instances", null);
    }
    return Optional.of(owner.activeHost())
        .filter(host -> !host.equals(self))
        .map(StreamsDirectory::address);
  }

  @Override
  public List<URI> others() {
    return ask(KafkaStreams::metadataForAllStreamsClients).stream()
        .map(StreamsMetadata::hostInfo)
        .filter(host -> !host.equals(self) && !host.equals(HostInfo.unavailable()))
        .distinct()
        .map(StreamsDirectory::address)
        .toList();
  }

  private <R> R ask(Function<KafkaStreams, R> question) {
    KafkaStreams running =
        streams.get().orElseThrow(() -> new Unavailable("the streams are not running", null));
    try {
      return question.apply(running);
    } catch (InvalidStateStoreException | IllegalStateException e) {
      throw new Unavailable("the streams are " + running.state(), e);
    }
  }

  private static URI address(HostInfo host) {
    return URI.create("http://%s:%d".formatted(host.host(), host.port()));
  }
}
