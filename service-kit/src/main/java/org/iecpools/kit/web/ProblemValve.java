package org.iecpools.kit.web;

import java.io.IOException;
import java.util.Optional;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Answers Tomcat's own errors as problems: requests that it refuses before any servlet, such as one
 * with an invalid header. Tomcat instantiates this class by name.
 */
public final class ProblemValve extends ErrorReportValve {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemValve.class);

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
