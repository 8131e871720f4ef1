package org.iecpools.invitation.stream;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.iecpools.kit.stream.LocalState;
import tools.jackson.databind.JsonNode;

/** Sealed lists of the country 2026/IE, as if they had been drawn here. */
public final class StoredLists {

  private static final String COUNTRY = "2026/IE";
  private static final int CHUNK = 4096;

  private final Map<String, byte[]> rows = new HashMap<>();

  /** Adds the list of a round of docs/draw-vectors.json. */
  public void add(JsonNode round) {
    ByteBuffer list = ByteBuffer.allocate(16 * round.get("candidates").size());
    round
        .get("candidates")
        .forEach(its -> list.put(HexFormat.of().parseHex(its.get("pseudonym").asString())));
    add(UUID.fromString(round.get("roundId").asString()), list.array());
  }

  /**
   * Adds a list.
   *
   * @param pseudonyms 16 bytes each
   */
  public void add(UUID roundId, byte[] pseudonyms) {
    int size = pseudonyms.length / 16;
    int chunks = (size + CHUNK - 1) / CHUNK;
    ByteBuffer header = ByteBuffer.allocate(4 + 48 * chunks).putInt(size);
    for (int i = 0; i < chunks; i++) {
      int from = i * CHUNK * 16;
      byte[] chunk = new byte[Math.min(CHUNK * 16, pseudonyms.length - from)];
      System.arraycopy(pseudonyms, from, chunk, 0, chunk.length);
      header.put(chunk, 0, 16).position(4 + 48 * (i + 1)); // bundles do not need the hash
      rows.put(Stores.chunk(COUNTRY, roundId, i), chunk);
    }
    rows.put(Stores.under(COUNTRY, roundId), header.array());
  }

  /** Reads them. */
  public InvitationReads reads() {
    KeyValueStore<String, byte[]> store =
        MemoryStores.store(Stores.DRAWN, Serdes.ByteArray(), rows);
    return new InvitationReads(
        new LocalState(
            new LocalState.Finder() {
              @Override
              @SuppressWarnings("unchecked") // the only store that is read
              public <V> ReadOnlyKeyValueStore<String, V> find(String name) {
                return (ReadOnlyKeyValueStore<String, V>) store;
              }
            },
            () -> true));
  }
}
