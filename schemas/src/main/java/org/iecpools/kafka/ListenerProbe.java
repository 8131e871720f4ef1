package org.iecpools.kafka;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/**
 * Determines whether a broker's listener expects TLS or authentication. To a client without them,
 * such a listener only closes the connection, and the client connects again until it times out.
 */
final class ListenerProbe {

  private static final int TIMEOUT_MILLIS = 2_000;

  /** First byte of a TLS alert. */
  private static final int TLS_ALERT = 0x15;

  private enum Answer {
    SERVED,
    CLOSED,
    TLS,
    UNKNOWN
  }

  private ListenerProbe() {}

  /**
   * Checks the servers in turn until one serves this protocol. Servers that do not answer are
   * ignored, because a Kafka client reports them. A server may also close connections because it is
   * starting or behind a proxy, so this counts only if no other one serves.
   *
   * @throws AccessDenied if a client with this protocol cannot work
   */
  static void check(String bootstrapServers, SecurityProtocol protocol) {
    if (protocol == SecurityProtocol.SSL || protocol == SecurityProtocol.SASL_SSL) {
      // The client itself reports a failed TLS handshake at once.
      return;
    }
    AccessDenied denied = null;
    for (String server : bootstrapServers.split(",")) {
      Answer answer = ask(server.strip(), protocol);
      if (answer == Answer.CLOSED) {
        // A broker that is being stopped closes connections, too.
        answer = ask(server.strip(), protocol);
      }
      if (answer == Answer.SERVED) {
        return;
      }
      if (denied == null && (answer == Answer.TLS || answer == Answer.CLOSED)) {
        denied =
            new AccessDenied(
                protocol == SecurityProtocol.PLAINTEXT
                    ? "Kafka at %s closes connections without authentication or TLS: set security.protocol, and what it needs, in the --command-config file (docs/kafka-security.md)"
                        .formatted(server)
                    : "Kafka at %s closes connections without TLS: use security.protocol=SASL_SSL and ssl.truststore.* in the --command-config file (docs/kafka-security.md)"
                        .formatted(server));
      }
    }
    if (denied != null) {
      throw denied;
    }
  }

  private static Answer ask(String server, SecurityProtocol protocol) {
    int colon = server.lastIndexOf(':');
    if (colon < 1) {
      return Answer.UNKNOWN;
    }
    String host = server.substring(0, colon).replaceAll("[\\[\\]]", "");
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(host, Integer.parseInt(server.substring(colon + 1))),
          TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request(protocol));
      DataInputStream answer = new DataInputStream(socket.getInputStream());
      return answer.readInt() >>> 24 == TLS_ALERT ? Answer.TLS : Answer.SERVED;
    } catch (EOFException e) {
      return Answer.CLOSED;
    } catch (SocketException e) {
      return "Connection reset".equals(e.getMessage()) ? Answer.CLOSED : Answer.UNKNOWN;
    } catch (IOException | IllegalArgumentException e) {
      return Answer.UNKNOWN;
    }
  }

  /**
   * Before authentication, a listener answers ApiVersions (key 18). Metadata of no topics (key 3)
   * is answered only without authentication.
   */
  private static byte[] request(SecurityProtocol protocol) {
    boolean authenticates = protocol == SecurityProtocol.SASL_PLAINTEXT;
    int length = authenticates ? 10 : 15;
    ByteBuffer request = ByteBuffer.allocate(4 + length).putInt(length);
    request.putShort((short) (authenticates ? 18 : 3));
    request.putShort((short) (authenticates ? 0 : 4));
    request.putInt(1); // correlation id
    request.putShort((short) -1); // no client id
    if (!authenticates) {
      request.putInt(0); // no topics
      request.put((byte) 0); // no creation of topics
    }
    return request.array();
  }
}
