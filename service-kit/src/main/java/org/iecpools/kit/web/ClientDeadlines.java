package org.iecpools.kit.web;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.AbstractProcessor;
import org.apache.coyote.Processor;
import org.apache.coyote.Response;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * HTTP connections that slow clients cannot keep. Tomcat limits only the pause between two bytes,
 * so a client that sends or reads a few bytes every few seconds would keep its connection and, with
 * a long response, a permit of {@link Admission}. {@link RequestGuard} limits the time of bodies.
 * An asynchronous response, such as a stream of events, has no limit here. Tomcat instantiates this
 * class by name.
 */
public final class ClientDeadlines extends Http11NioProtocol {

  /** Maximum time from the first byte of a request to the end of its headers. */
  static final Duration HEAD = Duration.ofSeconds(10);

  /** Maximum time from the first byte of a response to its last. */
  static final Duration RESPONSE = Duration.ofSeconds(30);

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

  /** Connections on which a thread processes a request or sends its response. */
  private final Map<SocketWrapperBase<?>, AbstractProcessor> served = new ConcurrentHashMap<>();

  private @Nullable Future<?> checking;

  @Override
  protected Processor createProcessor() {
    return new Http11Processor(this, getAdapter()) {
      @Override
      public SocketState service(SocketWrapperBase<?> connection) throws IOException {
        served.put(connection, this);
        try {
          return super.service(connection);
        } finally {
          served.remove(connection);
        }
      }
    };
  }

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
    long now = System.nanoTime();
    checkHeads(now);
    checkResponses(now);
  }

  private void checkHeads(long now) {
    Map<SocketWrapperBase<NioChannel>, Incomplete> found = new HashMap<>();
    for (SocketWrapperBase<NioChannel> connection : getEndpoint().getConnections()) {
      // Tomcat leaves the processor at a connection while it waits for the rest of a head, and
      // during an asynchronous response, which may last.
      if (connection.getCurrentProcessor() instanceof AbstractProcessor processor
          && !processor.isAsync()) {
        Incomplete before = incomplete.get(connection);
        Incomplete request =
            before != null && before.isSameAs(processor)
                ? before
                : new Incomplete(processor, completed(processor), now);
        if (now - request.sinceNanos() > HEAD.toNanos()) {
          connection.close();
        } else {
          found.put(connection, request);
        }
      }
    }
    incomplete = found;
  }

  private void checkResponses(long now) {
    served.forEach(
        (connection, processor) -> {
          Response response = processor.getRequest().getResponse();
          if (response.isCommitted() && now - response.getCommitTimeNanos() > RESPONSE.toNanos()) {
            connection.close();
          }
        });
  }

  private static int completed(AbstractProcessor processor) {
    return processor.getRequest().getRequestProcessor().getRequestCount();
  }
}
