package org.iecpools.kit.web;

import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Exception that answers a request with an RFC 9457 problem that contains every fault at once. */
public final class Problem extends ErrorResponseException {

  private static final long serialVersionUID = 1L;

  /** A problem with the faults in {@code errors} and their sentences in {@code detail}. */
  public Problem(HttpStatus status, String title, List<Fault> faults) {
    super(status, body(status, title, faults), null);
  }

  /** A problem with one fault that concerns the whole request. */
  public Problem(HttpStatus status, FaultCode code, String detail) {
    this(status, status.getReasonPhrase(), List.of(new Fault("", code, detail)));
  }

  /**
   * A problem with one fault that concerns the whole request, with the status of its code.
   *
   * @throws java.util.NoSuchElementException if the code has no fixed status
   */
  public Problem(FaultCode code, String detail) {
    this(code.status().orElseThrow(), code, detail);
  }

  private static ProblemDetail body(HttpStatus status, String title, List<Fault> faults) {
    ProblemDetail body =
        ProblemDetail.forStatusAndDetail(
            status, faults.stream().map(Fault::detail).collect(Collectors.joining(" ")));
    body.setTitle(title);
    body.setProperty("errors", List.copyOf(faults));
    return body;
  }
}
