package org.iecpools.kit.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.iecpools.kit.access.PublicEndpoint;
import org.springdoc.webmvc.api.OpenApiWebMvcResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves the descriptions of the HTTP API and of the events as pages without scripts, and that of
 * the events as JSON. springdoc serves that of the HTTP API.
 */
@Hidden
@RestController
final class ContractsController {

  private static final String OPENAPI = "/v3/api-docs";
  private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);
  private static final Mustache.Compiler MUSTACHE = Mustache.compiler().nullValue("");

  private final OpenApiWebMvcResource openApi;
  private final Template apiPage = template("api");
  private final byte[] asyncApi;
  private final byte[] eventsPage;

  ContractsController(OpenApiWebMvcResource openApi) {
    this.openApi = openApi;
    ObjectNode events = AsyncApi.document();
    this.asyncApi = JsonMapper.shared().writeValueAsBytes(events);
    this.eventsPage =
        template("events").execute(EventsPage.of(events)).getBytes(StandardCharsets.UTF_8);
  }

  @PublicEndpoint
  @GetMapping("/asyncapi.json")
  ResponseEntity<byte[]> asyncApi() {
    return answer(MediaType.APPLICATION_JSON, asyncApi);
  }

  @PublicEndpoint
  @GetMapping("/docs/events")
  ResponseEntity<byte[]> events() {
    return answer(HTML, eventsPage);
  }

  @PublicEndpoint
  @GetMapping("/docs/api")
  ResponseEntity<byte[]> api(HttpServletRequest request) throws JsonProcessingException {
    byte[] description = openApi.openapiJson(request, OPENAPI, Locale.ENGLISH);
    return answer(
        HTML,
        apiPage
            .execute(ApiPage.of(JsonMapper.shared().readTree(description)))
            .getBytes(StandardCharsets.UTF_8));
  }

  private static ResponseEntity<byte[]> answer(MediaType type, byte[] body) {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.maxAge(Duration.ofMinutes(1)))
        .contentType(type)
        .body(body);
  }

  private static Template template(String name) {
    String file = name + ".mustache";
    try (InputStream in =
        Objects.requireNonNull(ContractsController.class.getResourceAsStream(file), file)) {
      return MUSTACHE.compile(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
