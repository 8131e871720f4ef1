package org.iecpools.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;
import org.iecpools.management.ManagementPort;

/**
 * Finds free loopback ports. They are below the ephemeral port range: an outgoing connection could
 * take a port of that range between its choice and its use, which may be ten seconds later.
 */
final class FreePorts {
  private static final int LOWEST = 20_000;

  /** Management ports are above it, and still below the ephemeral ones. */
  private static final int HIGHEST = 31_500;

  /** Ports already handed out, which may not be bound yet at the next call. */
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private FreePorts() {}

  static int one() {
    return some(1).getFirst();
  }

  static List<Integer> some(int count) {
    return some(count, port -> isFree(port) && GIVEN.add(port));
  }

  /** Ports of services, whose management ports are free too. */
  static List<Integer> withManagement(int count) {
    return some(
        count,
        port -> {
          int management = ManagementPort.of(port);
          return isFree(port) && isFree(management) && GIVEN.add(port) && GIVEN.add(management);
        });
  }

  private static List<Integer> some(int count, IntPredicate isUsable) {
    Set<Integer> found = new LinkedHashSet<>();
    for (int attempt = 0; attempt < 2_000; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (isUsable.test(port)) {
        found.add(port);
      }
      if (found.size() == count) {
        return List.copyOf(found);
      }
    }
    throw new StackException(
        "found fewer than %d free ports between %d and %d on 127.0.0.1"
            .formatted(count, LOWEST, HIGHEST));
  }

  /**
   * The lowest port from {@code first} on that nobody listens on.
   *
   * @param reserved ports that are about to be used
   */
  static int from(int first, Collection<Integer> reserved) {
    for (int port = first; port <= 65_535; port++) {
      if (!reserved.contains(port) && isFree(port)) {
        return port;
      }
    }
    throw new StackException("found no free port from %d on, on 127.0.0.1".formatted(first));
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
