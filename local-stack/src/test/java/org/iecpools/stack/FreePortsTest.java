package org.iecpools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FreePortsTest {

  @Test
  void portsInUseAndReservedPortsAreSkipped() throws IOException {
    int first = FreePorts.one();
    try (ServerSocket other = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
      assertThat(other.isBound()).isTrue();

      int next = FreePorts.from(first, Set.of(first + 1));

      assertThat(next).isGreaterThan(first + 1);
      assertThat(FreePorts.isFree(next)).isTrue();
    }
  }
}
