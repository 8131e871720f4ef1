package org.iecpools.stats.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.iecpools.kit.access.PublicEndpoint;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Tests what caches and scripts of other sites can do with public answers, over HTTP. */
@SpringBootTest(
    classes = ApiDescriptionTest.HttpOnly.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "management.endpoint.health.validate-group-membership=false",
      "server.compression.min-response-size=1"
    })
class PublicReadsTest {

  private static final String DASHBOARD = "/api/v1/dashboard";
  private static final String ORIGIN = "https://elsewhere.example";

  private final HttpClient http = HttpClient.newHttpClient();

  @LocalServerPort private int port;

  @Autowired private RequestMappingHandlerMapping requestMappingHandlerMapping;

  @Test
  void a304HasTheCacheHeadersOfThe200() throws Exception {
    HttpResponse<String> full = get(DASHBOARD, "Accept-Encoding", "gzip");
    HttpResponse<String> unchanged =
        get(DASHBOARD, "Accept-Encoding", "gzip", "If-None-Match", header(full, "ETag"));

    assertThat(full.statusCode()).isEqualTo(200);
    assertThat(unchanged.statusCode()).isEqualTo(304);
    for (String name : List.of("ETag", "Cache-Control", "Vary")) {
      assertThat(values(unchanged, name)).as(name).isNotEmpty().isEqualTo(values(full, name));
    }
    assertThat(values(full, "Vary")).contains("accept", "accept-encoding");
    assertThat(header(full, "Cache-Control")).isEqualTo("no-cache");
  }

  @Test
  void aCompressedAnswerHasItsEntityTag() throws Exception {
    HttpResponse<String> plain = get(DASHBOARD);
    HttpResponse<String> compressed = get(DASHBOARD, "Accept-Encoding", "gzip");

    assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(header(compressed, "Content-Encoding")).isEqualTo("gzip");
    assertThat(header(compressed, "ETag")).startsWith("W/").isEqualTo(header(plain, "ETag"));
  }

  @Test
  void anySiteMayReadPublicAnswersAndTheirVersion() throws Exception {
    for (String uri : List.of(DASHBOARD, DASHBOARD + "?colour=red", "/api/v1/seasons")) {
      HttpResponse<String> answer = get(uri, "Origin", ORIGIN);

      assertThat(header(answer, "Access-Control-Allow-Origin")).as(uri).isEqualTo("*");
      assertThat(header(answer, "Access-Control-Expose-Headers"))
          .contains("ETag", "Last-Modified", "Iec-Version");
      assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
    }
  }

  @Test
  void anySiteMaySendAConditionalRequest() throws Exception {
    HttpResponse<String> answer = preflight(DASHBOARD, "GET", "if-none-match, iec-min-version");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(header(answer, "Access-Control-Allow-Methods")).isEqualTo("GET,HEAD");
    assertThat(header(answer, "Access-Control-Allow-Headers").toLowerCase(Locale.ROOT))
        .contains("if-none-match", "iec-min-version");
  }

  @Test
  void noOtherSiteMayOrderOrReadRebuilds() throws Exception {
    for (HttpResponse<String> answer :
        List.of(
            preflight("/api/v1/rebuilds", "POST", "authorization"),
            preflight("/api/v1/rebuilds/latest", "GET", "authorization"),
            preflight(DASHBOARD, "POST", "content-type"),
            get("/api/v1/rebuilds/latest", "Origin", ORIGIN))) {
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }
  }

  @Test
  void exactlyThePublicReadsAreReadableByAnySite() {
    Set<String> open = new TreeSet<>();
    Set<String> readable = new TreeSet<>();
    requestMappingHandlerMapping
        .getHandlerMethods()
        .forEach(
            (mapping, handler) -> {
              String path = mapping.getPatternValues().iterator().next();
              boolean isData = path.startsWith("/api/") || path.startsWith("/selections.");
              if (isData && handler.hasMethodAnnotation(PublicEndpoint.class)) {
                open.add(path);
              }
              if (handler.hasMethodAnnotation(ReadableByAnySite.class)) {
                readable.add(path);
              }
            });

    assertThat(readable).isNotEmpty().isEqualTo(open);
  }

  private HttpResponse<String> get(String uri, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + uri));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> preflight(String path, String method, String headers)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .header("Origin", ORIGIN)
            .header("Access-Control-Request-Method", method)
            .header("Access-Control-Request-Headers", headers)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElseThrow();
  }

  /** The values of a header that is a list, in lower case. */
  private static Set<String> values(HttpResponse<String> answer, String name) {
    Set<String> values = new TreeSet<>();
    for (String line : answer.headers().allValues(name)) {
      for (String value : line.split(",")) {
        values.add(value.strip().toLowerCase(Locale.ROOT));
      }
    }
    return values;
  }
}
