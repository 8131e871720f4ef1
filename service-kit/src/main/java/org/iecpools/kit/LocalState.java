package org.iecpools.kit;

import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** What this instance's tasks keep, for reading from outside of them. */
public final class LocalState {

  /** Finds a store by its name. */
  @FunctionalInterface
  public interface Finder {
    /**
     * The store of all tasks of this instance.
     *
     * @throws InvalidStateStoreException while there is none to be read
     */
    <V> ReadOnlyKeyValueStore<String, V> find(String name);
  }

  private final Finder finder;
  private final BooleanSupplier complete;

  /**
   * What this finder finds.
   *
   * @param complete whether all tasks of this instance can be read. Kafka Streams reads from those
   *     that can, so that what is kept by a task still being restored would seem not to exist
   */
  public LocalState(Finder finder, BooleanSupplier complete) {
    this.finder = finder;
    this.complete = complete;
  }

  /**
   * Reads from a store.
   *
   * @throws Unavailable while it is being opened, restored or moved to another instance
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
