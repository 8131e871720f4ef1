package org.iecpools.kit;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that a service has: the newest one is used for what is new, the others for what was
 * written before. Safe for several threads.
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

  /** The key for what is new. */
  public SecretKey newest() {
    return keys.getFirst();
  }

  /**
   * The key of this id. A key that is not known may have been added since the start, by a rotation,
   * so the source is read again.
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

  /** The ids of its keys, newest first. */
  public List<String> ids() {
    return keys.stream().map(SecretKey::id).toList();
  }
}
