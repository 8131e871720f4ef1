package org.iecpools.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks up names such that a connection that begins right afterwards uses the addresses returned
 * here, not later ones. Java keeps the addresses of a name for {@link #KEPT}; a lookup whose
 * addresses would expire during the attempt waits until they have.
 */
final class Names {

  /** How long Java keeps addresses, which {@link Deliverer#keepAddresses} sets. */
  static final Duration KEPT = Duration.ofSeconds(60);

  /** Longer than an attempt takes. */
  private static final Duration NEEDED = Duration.ofSeconds(15);

  private static final Duration MARGIN = Duration.ofSeconds(1);

  /**
   * A lookup that Java has kept.
   *
   * @param before System.nanoTime() at its beginning
   * @param after the same at its end
   */
  private record Kept(long before, long after) {}

  /** The last lookup of a name. It is the lock of the name, so that slow ones delay no other. */
  private static final class Name {
    private @Nullable Kept last;
  }

  private final Map<String, Name> names = new ConcurrentHashMap<>();

  /** The addresses of a name, or of a literal address. */
  InetAddress[] addresses(String host) throws UnknownHostException, InterruptedException {
    if (isLiteral(host)) {
      return InetAddress.getAllByName(host);
    }
    Name name = names.computeIfAbsent(host, _ -> new Name());
    while (true) {
      long left;
      synchronized (name) {
        Kept last = name.last;
        long now = System.nanoTime();
        if (last == null || now - last.after > KEPT.plus(MARGIN).toNanos()) {
          InetAddress[] found = InetAddress.getAllByName(host);
          name.last = new Kept(now, System.nanoTime());
          return found;
        }
        if (now - last.before < KEPT.minus(NEEDED).toNanos()) {
          return InetAddress.getAllByName(host);
        }
        left = KEPT.plus(MARGIN).toNanos() - (now - last.after);
      }
      Thread.sleep(Duration.ofNanos(left).plusMillis(1));
    }
  }

  /** A literal address always means the same. */
  private static boolean isLiteral(String host) {
    try {
      InetAddress.ofLiteral(host.replaceAll("^\\[|]$", ""));
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
