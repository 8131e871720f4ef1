package org.iecpools.profile.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.streams.state.HostInfo;
import org.iecpools.profile.stream.Candidates;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Passes requests about a candidate on to the instance whose tasks have the candidate. */
@Component
final class OwnerFilter extends OncePerRequestFilter {

  /** Says that a request was passed on, so that two instances never pass it to and fro. */
  private static final String PASSED_ON = "Iec-Passed-On";

  private static final Pattern CANDIDATE = Pattern.compile("/api/v1/candidates/([^/]+)/.*");
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Candidates candidates;
  private final HostInfo self;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  OwnerFilter(
      Candidates candidates,
      @Value("${spring.kafka.streams.properties.application.server}") String self) {
    this.candidates = candidates;
    this.self = HostInfo.buildFromEndpoint(self);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<HostInfo> other =
        request.getHeader(PASSED_ON) == null ? other(request) : Optional.empty();
    if (other.isEmpty()) {
      chain.doFilter(request, response);
      return;
    }
    try {
      passOn(request, response, other.get());
    } catch (IOException e) {
      // Its tasks are about to move; the client's next try will find where to.
      response.setHeader(HttpHeaders.RETRY_AFTER, "2");
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    }
  }

  private Optional<HostInfo> other(HttpServletRequest request) {
    Matcher path = CANDIDATE.matcher(request.getRequestURI());
    Optional<UUID> candidate =
        path.matches() ? ProfileForm.uuid(path.group(1)) : Optional.<UUID>empty();
    try {
      return candidate.map(candidates::owner).filter(owner -> !owner.equals(self));
    } catch (Candidates.NotNow e) {
      return Optional.empty(); // the controller says so, as a problem
    }
  }

  private void passOn(HttpServletRequest request, HttpServletResponse response, HostInfo owner)
      throws IOException, InterruptedException {
    byte[] body = request.getInputStream().readNBytes(ProfileForm.LONGEST + 1);
    var passed =
        HttpRequest.newBuilder(
                URI.create(
                    "http://%s:%d%s"
                        .formatted(owner.host(), owner.port(), request.getRequestURI())))
            .timeout(TIMEOUT)
            .header(PASSED_ON, self.host() + ":" + self.port())
            .method(request.getMethod(), BodyPublishers.ofByteArray(body));
    if (request.getContentType() != null) {
      passed.header(HttpHeaders.CONTENT_TYPE, request.getContentType());
    }
    HttpResponse<byte[]> answer = http.send(passed.build(), BodyHandlers.ofByteArray());
    response.setStatus(answer.statusCode());
    for (String header :
        new String[] {HttpHeaders.CONTENT_TYPE, HttpHeaders.LOCATION, HttpHeaders.RETRY_AFTER}) {
      answer.headers().firstValue(header).ifPresent(value -> response.setHeader(header, value));
    }
    response.getOutputStream().write(answer.body());
  }
}
