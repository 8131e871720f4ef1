package org.iecpools.kit.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Checks every request before a handler sees it: the address, the query, and the type and size of
 * the body. It reads the whole body, at most {@link #MAX_BODY} bytes, so that a slow upload
 * occupies only a connection. It then acquires a permit from {@link Admission}.
 */
final class RequestGuard extends OncePerRequestFilter {

  private static final Logger LOG = LoggerFactory.getLogger(RequestGuard.class);

  /**
   * Maximum length of a body in bytes. The largest useful body, a list of orders for all pools, has
   * about a quarter of it.
   */
  static final int MAX_BODY = 65_536;

  /** Maximum length of a query in characters, as encoded. */
  static final int MAX_QUERY = 4_096;

  private final Admission admission;
  private final Duration uploadTimeout;

  /**
   * @param uploadTimeout maximum time for a whole body to arrive
   */
  RequestGuard(Admission admission, Duration uploadTimeout) {
    this.admission = admission;
    this.uploadTimeout = uploadTimeout;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      checkAddress(request);
      checkFormats(request);
      HttpServletRequest checked = hasBody(request) ? withBody(request) : request;
      checkQuery(checked);
      admission.run(checked, () -> chain.doFilter(checked, response));
      describe(request, response);
    } catch (Refused e) {
      e.problem.send(request, response);
    }
  }

  private static void checkAddress(HttpServletRequest request) throws Refused {
    String query = request.getQueryString();
    if (query != null && query.length() > MAX_QUERY) {
      throw new Refused(
          FaultCode.QUERY_TOO_LONG,
          "The query has %d characters; at most %d are read.".formatted(query.length(), MAX_QUERY));
    }
    if (!isUri(request.getRequestURI())
        || !isText(request.getRequestURI())
        || query != null && !isText(query)) {
      throw new Refused(
          FaultCode.BAD_ENCODING,
          "The address is not a valid path and query, percent-encoded UTF-8 without control characters.");
    }
  }

  private static boolean isUri(String path) {
    try {
      return !new URI(path).getRawPath().isEmpty();
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Whether a string is percent-encoded UTF-8 without control characters. */
  private static boolean isText(String encoded) {
    byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        decoded.put(bytes[i]);
      } else if (i + 2 < bytes.length
          && HexFormat.isHexDigit(bytes[i + 1])
          && HexFormat.isHexDigit(bytes[i + 2])) {
        decoded.put((byte) HexFormat.fromHexDigits(encoded(bytes, i + 1)));
        i += 2;
      } else {
        return false;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(decoded.flip())
          .chars()
          .noneMatch(Character::isISOControl);
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static String encoded(byte[] bytes, int from) {
    return new String(bytes, from, 2, StandardCharsets.US_ASCII);
  }

  /**
   * Checks the headers Accept and Content-Type here, because Spring parses them in many places,
   * with different exceptions for malformed values.
   */
  private static void checkFormats(HttpServletRequest request) throws Refused {
    for (String accept : Collections.list(request.getHeaders(HttpHeaders.ACCEPT))) {
      try {
        // Spring's own endpoints parse each element of the list separately, including an empty one.
        List<String> types = accept.isBlank() ? List.of() : MimeTypeUtils.tokenize(accept);
        types.forEach(MediaType::parseMediaType);
        // Spring Boot's metrics fail with an empty list.
        if (types.isEmpty() && PortSeparation.isManagement(request)) {
          throw badAccept();
        }
      } catch (IllegalArgumentException e) {
        throw badAccept();
      }
    }
    String type = request.getContentType();
    if (type != null) {
      try {
        if (!MediaType.parseMediaType(type).isConcrete()) {
          throw unsupportedType();
        }
      } catch (IllegalArgumentException e) {
        throw unsupportedType();
      }
    }
  }

  private static Refused badAccept() {
    return new Refused(
        FaultCode.BAD_ACCEPT,
        "The header Accept is not a list of media types, such as application/json.");
  }

  /**
   * Parses the query here, because Tomcat parses it when a parameter is first read, which may be
   * where no handler of errors applies. The type of the body was checked before, so that no form is
   * parsed.
   */
  private static void checkQuery(HttpServletRequest request) throws Refused {
    try {
      request.getParameterMap();
    } catch (InvalidParameterException e) {
      throw new Refused(
          FaultCode.BAD_QUERY, "The query string cannot be parsed; it must be name=value pairs.");
    }
  }

  /**
   * Adds a problem to client errors without a body, because some handlers, including Spring's own,
   * set only a status.
   */
  private static void describe(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    HttpStatus status = HttpStatus.resolve(response.getStatus());
    if (status != null
        && status.is4xxClientError()
        && !response.isCommitted()
        && response.getContentType() == null) {
      new ServletProblem(
              status, FaultCode.of(status), FaultCode.of(status).description(), Optional.empty())
          .send(request, response);
    }
  }

  static boolean hasBody(HttpServletRequest request) {
    return request.getContentLengthLong() > 0
        || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
  }

  private HttpServletRequest withBody(HttpServletRequest request) throws Refused {
    checkEncodings(request);
    if (request.getContentLengthLong() > MAX_BODY) {
      throw tooLarge();
    }
    byte[] body;
    try {
      body = read(request.getInputStream());
    } catch (IOException e) {
      // The client disconnected or sent malformed chunks; often it is not there any more to receive
      // an answer.
      LOG.debug("upload aborted path={}: {}", request.getRequestURI(), e.toString());
      throw new Refused(FaultCode.BODY_INCOMPLETE, "The body did not arrive completely.");
    }
    if (body.length > 0) {
      checkType(request.getContentType());
    }
    return new Buffered(request, body);
  }

  private static void checkEncodings(HttpServletRequest request) throws Refused {
    for (String encoding : Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING))) {
      if (!encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
        throw new Refused(
            FaultCode.CONTENT_ENCODING, "Bodies must not be compressed: send no Content-Encoding.");
      }
    }
  }

  private static void checkType(@Nullable String type) throws Refused {
    if (type == null) {
      throw unsupportedType();
    }
    MediaType parsed = MediaType.parseMediaType(type);
    Charset charset = parsed.getCharset();
    if (!MediaType.APPLICATION_JSON.equalsTypeAndSubtype(parsed)
        || charset != null && !charset.equals(StandardCharsets.UTF_8)) {
      throw unsupportedType();
    }
  }

  private static Refused unsupportedType() {
    return new Refused(
        FaultCode.CONTENT_TYPE,
        "A body must be JSON in UTF-8: send Content-Type: application/json.");
  }

  private byte[] read(InputStream in) throws IOException, Refused {
    long end = System.nanoTime() + uploadTimeout.toNanos();
    ByteArrayOutputStream body = new ByteArrayOutputStream(1_024);
    byte[] buffer = new byte[4_096];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      body.write(buffer, 0, n);
      if (body.size() > MAX_BODY) {
        throw tooLarge();
      }
      if (System.nanoTime() > end) {
        throw new Refused(
            FaultCode.UPLOAD_TIMEOUT,
            "The body did not arrive within %d s.".formatted(uploadTimeout.toSeconds()));
      }
    }
    return body.toByteArray();
  }

  private static Refused tooLarge() {
    return new Refused(
        FaultCode.TOO_LARGE, "The body is longer than %d bytes.".formatted(MAX_BODY));
  }

  /** A request that is refused by this filter. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient ServletProblem problem;

    Refused(FaultCode code, String detail) {
      this(new ServletProblem(code.status().orElseThrow(), code, detail, Optional.empty()));
    }

    Refused(ServletProblem problem) {
      super(problem.detail(), null, false, false);
      this.problem = problem;
    }
  }

  /** A request whose body has been read completely. */
  private static final class Buffered extends HttpServletRequestWrapper {
    private final ByteArrayInputStream body;

    Buffered(HttpServletRequest request, byte[] body) {
      super(request);
      this.body = new ByteArrayInputStream(body);
    }

    @Override
    public ServletInputStream getInputStream() {
      return new ServletInputStream() {
        @Override
        public int read() {
          return body.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
          return body.read(into, offset, length);
        }

        @Override
        public boolean isFinished() {
          return body.available() == 0;
        }

        @Override
        public boolean isReady() {
          return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
          throw new UnsupportedOperationException("handlers read synchronously");
        }
      };
    }

    @Override
    public BufferedReader getReader() {
      return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }
  }
}
