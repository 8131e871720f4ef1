package org.iecpools.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementPortTest {

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8081, http://127.0.0.1:9081/",
    "http://127.0.0.1:8084/, http://127.0.0.1:9084/",
    "http://stats-service:8084/page?q=1, http://stats-service:9084/",
    "http://[::1]:8084, http://[::1]:9084/",
    "https://stats.example.org, https://stats.example.org:1443/",
    "http://stats.example.org, http://stats.example.org:1080/"
  })
  void theAddressFollowsFromThatOfTheService(URI service, URI management) {
    assertThat(ManagementPort.of(service)).isEqualTo(management);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 64_536, 65_535, 65_536})
  void aPortWithoutRoomForTheManagementPortIsRefusedWithTheRange(int port) {
    assertThatThrownBy(() -> ManagementPort.of(port))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("port %d leaves no room", port)
        .hasMessageEndingWith("from 1 to 64535");
  }

  @Test
  void theHighestPortOfAServiceHasTheHighestPort() {
    assertThat(ManagementPort.of(ManagementPort.HIGHEST_SERVICE_PORT)).isEqualTo(65_535);
  }
}
