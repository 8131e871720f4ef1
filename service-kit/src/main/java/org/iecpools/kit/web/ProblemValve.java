package org.iecpools.kit.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Answers Tomcat's own errors as problems: requests that it refuses before any servlet, such as one
 * with an invalid header. Ends the bodies of all requests that were refused. Tomcat instantiates
 * this class by name.
 */
public final class ProblemValve extends ErrorReportValve {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemValve.class);

  /** Time and bytes after which a refused body is not read any further. */
  private static final Duration DRAIN_TIME = Duration.ofSeconds(2);

  private static final int DRAIN_BYTES = 1 << 21;

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    super.invoke(request, response);
    if (response.getStatus() >= HttpStatus.BAD_REQUEST.value()) {
      endUnreadBody(request, response);
    }
  }

  /**
   * Reads a part of a body that was refused, because a client that is still sending may not see the
   * answer if the connection is closed. Tomcat would read it for as long as a slow client sends.
   */
  private static void endUnreadBody(Request request, Response response) {
    try {
      ServletInputStream body = request.getInputStream();
      if (body.isFinished()) {
        return;
      }
      response.finishResponse();
      long end = System.nanoTime() + DRAIN_TIME.toNanos();
      byte[] buffer = new byte[8_192];
      int left = DRAIN_BYTES;
      while (left > 0 && System.nanoTime() < end) {
        int read = body.read(buffer);
        if (read < 0) {
          return;
        }
        left -= read;
      }
    } catch (IOException | IllegalStateException e) {
      LOG.debug("the rest of a refused body was not read: {}", e.toString());
    }
    request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
  }

  @Override
  protected void report(Request request, Response response, Throwable throwable) {
    HttpStatus status = HttpStatus.resolve(response.getStatus());
    if (status == null
        || !status.isError()
        || response.getContentWritten() > 0
        || !response.setErrorReported()) {
      return;
    }
    if (status == HttpStatus.NOT_IMPLEMENTED) {
      // An unknown method or transfer encoding is a fault of the client, not of the server.
      status = HttpStatus.BAD_REQUEST;
      response.setStatus(status.value());
    }
    String detail =
        status.is5xxServerError()
            ? "The service failed; the reason is in its log."
            : "The server does not accept this request: %s."
                .formatted(Optional.ofNullable(response.getMessage()).orElse("it is malformed"));
    byte[] json =
        new ServletProblem(status, FaultCode.of(status), detail, Optional.empty())
            .json(Optional.ofNullable(request.getRequestURI()).orElse(""));
    SecurityHeaders.write(request, response);
    try {
      response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
      response.setContentLength(json.length);
      response.getOutputStream().write(json);
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      LOG.debug("client disconnected status={}: {}", status.value(), e.toString());
    }
  }
}
