package org.iecpools.kit.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpResponse;

/** An answer of another server that is passed on while it is received, because it may be large. */
public final class PassedOnAnswer {

  private static final List<String> HEADERS =
      List.of(
          HttpHeaders.CONTENT_TYPE,
          HttpHeaders.CONTENT_LENGTH,
          HttpHeaders.ETAG,
          HttpHeaders.CACHE_CONTROL,
          HttpHeaders.RETRY_AFTER);

  private PassedOnAnswer() {}

  /**
   * Writes status, some headers and the body.
   *
   * @throws IOException if one of the two connections fails. If the response has begun by then, the
   *     client sees that it is incomplete
   */
  public static void write(ClientHttpResponse answer, HttpServletResponse response)
      throws IOException {
    response.setStatus(answer.getStatusCode().value());
    for (String name : HEADERS) {
      Optional.ofNullable(answer.getHeaders().getFirst(name))
          .ifPresent(value -> response.setHeader(name, value));
    }
    try (InputStream body = answer.getBody()) {
      body.transferTo(response.getOutputStream());
    }
  }
}
