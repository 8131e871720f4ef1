package org.iecpools.kit.web;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Limits the requests that one client has at once, so that it leaves permits to the others. Only
 * clients with a request are remembered.
 */
final class ClientShares {

  private final int most;
  private final ConcurrentHashMap<String, Share> shares = new ConcurrentHashMap<>();

  /**
   * @param most requests that a client may have at once, 1 or more
   */
  ClientShares(int most) {
    this.most = most;
  }

  /** The requests of one client. {@code users} is changed only by operations of the map. */
  private static final class Share {
    private final Semaphore free;
    private int users;

    Share(int most) {
      // Fair, so that the request that has waited longest is next.
      this.free = new Semaphore(most, true);
    }
  }

  /**
   * Counts a request of a client.
   *
   * @param wait how long to wait for the end of another request of the client
   * @return false if it is one too many; it is not counted then
   */
  boolean take(String client, Duration wait) {
    Share share =
        shares.compute(
            client,
            (_, known) -> {
              Share current = known == null ? new Share(most) : known;
              current.users++;
              return current;
            });
    boolean taken = false;
    try {
      taken = share.free.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (!taken) {
        leave(client);
      }
    }
    return taken;
  }

  /** Ends a request that was counted. */
  void release(String client) {
    Share share = shares.get(client);
    if (share != null) {
      share.free.release();
      leave(client);
    }
  }

  private void leave(String client) {
    shares.computeIfPresent(client, (_, share) -> --share.users == 0 ? null : share);
  }

  /** Number of clients that are remembered. */
  int clients() {
    return shares.size();
  }
}
