package org.iecpools.kit.stream;

import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.iecpools.kit.web.Unavailable;

/** Reads the state stores of this instance's tasks from other threads. */
public final class LocalState {

  /** Finds a store by name. */
  @FunctionalInterface
  public interface Finder {
    /**
     * A view of the store over all tasks of this instance.
     *
     * @throws InvalidStateStoreException while no store can be read
     */
    <V> ReadOnlyKeyValueStore<String, V> find(String name);
  }

  private final Finder finder;
  private final BooleanSupplier complete;

  /**
   * @param finder finds the stores
   * @param complete whether the stores of all tasks of this instance are readable. Kafka Streams
   *     skips those that are not, so that the state of a task that is still being restored would
   *     seem not to exist
   */
  public LocalState(Finder finder, BooleanSupplier complete) {
    this.finder = finder;
    this.complete = complete;
  }

  /**
   * Reads from a store.
   *
   * @throws Unavailable while the store is being opened, restored or moved to another instance
   */
  public <V, R> R read(String store, Function<ReadOnlyKeyValueStore<String, V>, R> reader) {
    try {
      R read = reader.apply(finder.find(store));
      if (complete.getAsBoolean()) {
        return read;
      }
      throw new Unavailable("not all of store " + store + " can be read", null);
    } catch (InvalidStateStoreException e) {
      throw new Unavailable("store " + store + " cannot be read", e);
    }
  }
}
