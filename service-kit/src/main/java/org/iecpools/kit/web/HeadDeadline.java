package org.iecpools.kit.web;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.AbstractProcessor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * HTTP connections whose request line and headers must arrive within {@link #LIMIT}. Tomcat limits
 * only the pause between two bytes, so a client that sends a byte every few seconds would keep its
 * connection. {@link RequestGuard} limits the time of bodies. Tomcat instantiates this class by
 * name.
 */
public final class HeadDeadline extends Http11NioProtocol {

  /** Maximum time from the first byte of a request to the end of its headers. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /**
   * A request whose head is incomplete.
   *
   * @param earlier number of requests that the processor has completed, to distinguish two requests
   *     of a connection
   */
  private record Incomplete(AbstractProcessor processor, int earlier, long sinceNanos) {
    boolean isSameAs(AbstractProcessor other) {
      return processor == other && earlier == completed(other);
    }
  }

  private Map<SocketWrapperBase<NioChannel>, Incomplete> incomplete = Map.of();
  private @Nullable Future<?> checking;

  @Override
  public void start() throws Exception {
    super.start();
    checking =
        getUtilityExecutor()
            .scheduleWithFixedDelay(
                this::check, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() throws Exception {
    Future<?> started = checking;
    if (started != null) {
      started.cancel(false);
    }
    super.stop();
  }

  private void check() {
    Set<SocketWrapperBase<NioChannel>> connections = getEndpoint().getConnections();
    long now = System.nanoTime();
    Map<SocketWrapperBase<NioChannel>, Incomplete> found = new HashMap<>();
    for (SocketWrapperBase<NioChannel> connection : connections) {
      // Tomcat leaves the processor at a connection only while it waits for the rest of a head.
      if (connection.getCurrentProcessor() instanceof AbstractProcessor processor) {
        Incomplete before = incomplete.get(connection);
        Incomplete request =
            before != null && before.isSameAs(processor)
                ? before
                : new Incomplete(processor, completed(processor), now);
        if (now - request.sinceNanos() > LIMIT.toNanos()) {
          connection.close();
        } else {
          found.put(connection, request);
        }
      }
    }
    incomplete = found;
  }

  private static int completed(AbstractProcessor processor) {
    return processor.getRequest().getRequestProcessor().getRequestCount();
  }
}
