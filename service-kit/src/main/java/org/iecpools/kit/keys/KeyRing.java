package org.iecpools.kit.keys;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secret keys of a service: the newest key is used for new data, the others for data written
 * before. Thread-safe.
 */
public final class KeyRing {

  private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);

  private final KeySource source;
  private volatile List<SecretKey> keys;

  /**
   * Loads the keys.
   *
   * @throws UnusableKeys with the reason
   */
  public KeyRing(KeySource source) {
    this.source = source;
    this.keys = source.load();
  }

  /** The key for new data. */
  public SecretKey newest() {
    return keys.getFirst();
  }

  /**
   * The key with this id. If it is unknown, the source is read again, because a rotation may have
   * added it since the start.
   */
  public Optional<SecretKey> find(String id) {
    Optional<SecretKey> known = known(id);
    if (known.isPresent()) {
      return known;
    }
    try {
      keys = source.load();
    } catch (UnusableKeys e) {
      LOG.error("the keys of the start stay in use: {}", e.getMessage());
    }
    return known(id);
  }

  private Optional<SecretKey> known(String id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }

  /** The ids of the keys, newest first. */
  public List<String> ids() {
    return keys.stream().map(SecretKey::id).toList();
  }
}
