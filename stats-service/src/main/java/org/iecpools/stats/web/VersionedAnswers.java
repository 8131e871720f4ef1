package org.iecpools.stats.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.kit.web.Unavailable;
import org.iecpools.stats.stream.AnswerVersions;
import org.iecpools.stats.stream.AnswerVersions.WaitResult;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.ServletWebRequest;

/** Provides answers that state their version and include the minimum version of the request. */
public final class VersionedAnswers {

  /** Response header: the version that the answer shows. */
  static final String HEADER = "Iec-Version";

  /** Clients may keep an answer but must ask whether it is current. */
  private static final String NO_CACHE = "no-cache";

  private static final String RETRY_AFTER_SECONDS = "2";

  private final AnswerVersions versions;
  private final ServiceClock clock;
  private final Answers answers;

  /**
   * @param changes counter that grows with every change that an answer may depend on
   */
  public VersionedAnswers(AnswerVersions versions, LongSupplier changes, ServiceClock clock) {
    this.versions = versions;
    this.clock = clock;
    this.answers = new Answers(changes, clock);
  }

  /**
   * Answers a request, from the cache if possible.
   *
   * @param make computes the answer for a time; rejects a faulty request
   * @return null if the client already has the answer; the response is 304 then
   */
  public @Nullable ResponseEntity<byte[]> respond(
      ServletWebRequest request, BiFunction<HttpServletRequest, Instant, Answers.Answer> make) {
    HttpServletRequest asked = request.getRequest();
    HttpServletResponse response =
        Objects.requireNonNull(request.getResponse(), "a handler's request has a response");
    Answers.Kept given = to(asked, response, now -> make.apply(asked, now));
    Answers.Answer answer = given.answer();
    // A cache replaces the headers of its copy by those of a 304, so both have the same ones.
    response.setHeader(HttpHeaders.CACHE_CONTROL, NO_CACHE);
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    if (request.checkNotModified(answer.tag(), given.lastModified())) {
      return null;
    }
    ResponseEntity.BodyBuilder entity =
        ResponseEntity.status(answer.status()).eTag(answer.tag()).contentType(answer.type());
    if (answer.fileName() != null) {
      entity.header(
          HttpHeaders.CONTENT_DISPOSITION,
          ContentDisposition.attachment().filename(answer.fileName()).build().toString());
    }
    return entity.body(answer.body());
  }

  /**
   * Answers a request, from the cache if possible, and sets the response header.
   *
   * @param make computes the answer for a time; rejects a faulty request, including faults in
   *     {@link MinVersion}
   */
  private Answers.Kept to(
      HttpServletRequest asked,
      HttpServletResponse response,
      Function<Instant, Answers.Answer> make) {
    Faults faults = new Faults();
    RequestReader in = RequestReader.parameters(parameters(asked), faults);
    Optional<MinVersion> wanted = MinVersion.read(in, asked, faults);
    if (!faults.isEmpty()) {
      // This call throws a problem with all faults of the request, not only those of the version.
      Answers.Answer _ = make.apply(clock.instant());
      faults.throwIfAny(HttpStatus.BAD_REQUEST, "The version cannot be read");
    }
    wanted.ifPresent(this::await);
    Answers.Question question =
        new Answers.Question(
            Origin.of(asked) + asked.getRequestURI(),
            MinVersion.without(Objects.requireNonNullElse(asked.getQueryString(), "")),
            Objects.requireNonNullElse(asked.getHeader(HttpHeaders.ACCEPT), ""));
    Instant notBefore = wanted.map(min -> min.version().at()).orElse(Instant.MIN);
    AnswerVersions.Labelled<Answers.Kept> given =
        versions.read(() -> answers.to(question, notBefore, make), Answers.Kept::at);
    wanted
        .filter(min -> !given.version().includes(min.version()))
        .ifPresent(
            _ -> {
              throw notReached("its clock, which was set back");
            });
    response.setHeader(HEADER, given.version().token());
    return given.value();
  }

  private static Map<String, List<String>> parameters(HttpServletRequest asked) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String name : MinVersion.PARAMETERS) {
      String[] values = asked.getParameterValues(name);
      if (values != null) {
        parameters.put(name, List.of(values));
      }
    }
    return parameters;
  }

  private void await(MinVersion min) {
    try {
      switch (versions.await(min.version(), min.atMost())) {
        case WaitResult.Reached() -> {
          // The request can be answered now.
        }
        case WaitResult.Behind(List<String> reasons) ->
            throw notReached(String.join(", ", reasons));
        case WaitResult.Crowded() ->
            throw later(
                FaultCode.TOO_MANY_WAITING,
                "This instance has not reached that version, and the maximum number of requests"
                    + " already waits for one. Try again soon.");
        case WaitResult.OtherLog() ->
            throw new Problem(
                FaultCode.VERSION_OF_ANOTHER_LOG,
                "That version is of another Kafka cluster, or of topics that have been created again"
                    + " since. Its numbers cannot be compared with the current ones: send the request"
                    + " without a version.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("the service is stopping", e);
    }
  }

  private static Problem notReached(String reasons) {
    return later(
        FaultCode.VERSION_NOT_REACHED,
        "This instance has not reached that version; it is behind in: %s. Try again soon, or send the request without a version."
            .formatted(reasons));
  }

  private static Problem later(FaultCode code, String detail) {
    Problem problem = new Problem(code, detail);
    problem.getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    return problem;
  }
}
