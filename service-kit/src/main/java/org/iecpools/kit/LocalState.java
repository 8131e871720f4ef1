package org.iecpools.kit;

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

  /** What this finder finds. */
  public LocalState(Finder finder) {
    this.finder = finder;
  }

  /**
   * Reads from a store.
   *
   * @throws Unavailable while it is being opened, restored or moved to another instance
   */
  public <V, R> R read(String store, Function<ReadOnlyKeyValueStore<String, V>, R> reader) {
    try {
      return reader.apply(finder.find(store));
    } catch (InvalidStateStoreException e) {
      throw new Unavailable("store " + store + " cannot be read", e);
    }
  }
}
