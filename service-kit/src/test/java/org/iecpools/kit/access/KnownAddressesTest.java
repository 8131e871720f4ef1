package org.iecpools.kit.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class KnownAddressesTest {

  private final KnownAddresses known =
      new KnownAddresses(
          List.of("stats.example.org", "instance-1"), List.of("https://portal.example.org"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:8084",
        "127.0.0.1:8084",
        "[::1]:8084",
        "10.1.2.3",
        "stats.example.org",
        "Stats.Example.org:443",
        "instance-1:8084"
      })
  void aKnownHostIsAccepted(String host) throws Exception {
    assertThat(ask("GET", host, "Accept", "*/*")).isEqualTo("200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8084",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "stats.example.org.evil.example",
        "xstats.example.org",
        "[::1].evil.example",
        "1.2.3.4.5:80",
        "",
        ":8084",
        "localhost:80:evil"
      })
  void anUnknownHostIsRefusedEvenForReads(String host) throws Exception {
    assertThat(ask("GET", host, "Accept", "*/*")).startsWith("403").contains("UNKNOWN_HOST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://localhost:8083", "https://localhost:8083", "https://portal.example.org"})
  void aKnownOriginMaySendChanges(String origin) throws Exception {
    assertThat(ask("POST", "localhost:8083", "Origin", origin)).isEqualTo("200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "",
        "https://evil.example",
        "http://localhost:8084",
        "http://localhost",
        "http://localhost:8083.evil.example",
        "http://evil.example@localhost:8083",
        "http://portal.example.org",
        "http://["
      })
  void anUnknownOriginMayNotSendChanges(String origin) throws Exception {
    for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
      assertThat(ask(method, "localhost:8083", "Origin", origin))
          .startsWith("403")
          .contains("UNKNOWN_ORIGIN");
    }
  }

  @Test
  void anUnknownOriginMayRead() throws Exception {
    assertThat(ask("GET", "localhost:8083", "Origin", "https://evil.example")).isEqualTo("200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain;charset=UTF-8"
      })
  void aFormIsNotAChange(String type) throws Exception {
    assertThat(ask("POST", "localhost:8083", "Content-Type", type))
        .startsWith("415")
        .contains("CONTENT_TYPE");
  }

  @Test
  void aChangeNeedsNoContentType() throws Exception {
    assertThat(ask("POST", "localhost:8083", "Accept", "*/*")).isEqualTo("200");
    assertThat(ask("POST", "localhost:8083", "Content-Type", "application/json")).isEqualTo("200");
  }

  private String ask(String method, String host, String header, String value) throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest(method, "/api/v1/rebuilds");
    request.addHeader("Host", host);
    request.addHeader(header, value);
    MockHttpServletResponse response = new MockHttpServletResponse();
    known.doFilter(request, response, new MockFilterChain());
    return (response.getStatus() + " " + response.getContentAsString()).strip();
  }
}
