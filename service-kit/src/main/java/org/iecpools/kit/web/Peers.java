package org.iecpools.kit.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * The other instances of this service. Each instance holds the state of its own tasks, so a request
 * about a candidate or country is answered by the instance whose tasks hold it. Any other instance
 * forwards the request, once.
 */
public final class Peers {

  /**
   * Header that marks a forwarded request, so that two instances never forward it back and forth.
   */
  static final String PASSED_ON = "Iec-Passed-On";

  /** Request attribute with the trace context of a request, sent with it when it is forwarded. */
  public static final String TRACE_CONTEXT = Peers.class.getName() + ".traceContext";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /**
   * Headers of a request that are forwarded. The token is among them: the other instance verifies
   * it again, and a request that only claims to be forwarded gains nothing.
   */
  private static final List<String> ASKED =
      List.of(
          HttpHeaders.AUTHORIZATION,
          HttpHeaders.CONTENT_TYPE,
          HttpHeaders.ACCEPT,
          HttpHeaders.IF_NONE_MATCH,
          "Idempotency-Key",
          "Prefer");

  private static final List<String> ANSWERED =
      List.of(
          HttpHeaders.CONTENT_TYPE,
          HttpHeaders.LOCATION,
          HttpHeaders.RETRY_AFTER,
          HttpHeaders.WWW_AUTHENTICATE);

  private final String self;
  private final Directory directory;

  /** Locates keys and instances; throws {@link Unavailable} while the locations are unknown. */
  public interface Directory {

    /** The instance whose tasks hold a key; empty if it is this one. */
    Optional<URI> owner(String store, String key);

    /** All other instances. */
    List<URI> others();
  }

  /**
   * @param self address of this instance, sent to the others
   */
  public Peers(String self, Directory directory) {
    this.self = self;
    this.directory = directory;
  }

  /** Created on first use, because most instances never ask another one. */
  private static final class Http {
    static final RestClient CLIENT = RestClient.builder().requestFactory(requests()).build();

    private static JdkClientHttpRequestFactory requests() {
      JdkClientHttpRequestFactory requests =
          new JdkClientHttpRequestFactory(
              HttpClient.newBuilder()
                  .version(HttpClient.Version.HTTP_1_1)
                  .connectTimeout(CONNECT_TIMEOUT)
                  .build());
      requests.setReadTimeout(TIMEOUT);
      return requests;
    }
  }

  /** Whether this request was forwarded by another instance. It must then be answered here. */
  public static boolean passedOn(HttpServletRequest request) {
    return request.getHeader(PASSED_ON) != null;
  }

  /**
   * The instance whose tasks hold a key; empty if it is this one.
   *
   * @param key as in the tasks' inputs
   * @throws Unavailable while the owner is unknown
   */
  public Optional<URI> owner(String store, String key) {
    return directory.owner(store, key);
  }

  /**
   * The answer of the instance whose tasks hold a key; empty if that is this instance or the
   * request was already forwarded.
   *
   * @param key as in the tasks' inputs
   * @throws Unavailable while the owner is unknown, or if it does not answer
   */
  public Optional<ResponseEntity<byte[]>> answerOfOwner(
      HttpServletRequest request, byte[] body, String store, String key) {
    return passedOn(request)
        ? Optional.empty()
        : owner(store, key).map(owner -> passOn(request, body, owner));
  }

  /**
   * Writes the answer of the instance whose tasks hold a key, while it is received; does nothing if
   * that is this instance or the request was already forwarded. For answers that may be large.
   *
   * @param key as in the tasks' inputs
   * @return whether the response was written
   * @throws Unavailable while the owner is unknown, or if it does not answer
   */
  public boolean writeAnswerOfOwner(
      HttpServletRequest request, HttpServletResponse response, String store, String key) {
    Optional<URI> owner = passedOn(request) ? Optional.empty() : owner(store, key);
    owner.ifPresent(
        peer -> {
          try {
            boolean _ =
                forwarded(request, peer)
                    .exchangeForRequiredValue(
                        (_, answer) -> {
                          PassedOnAnswer.write(answer, response);
                          return true;
                        });
          } catch (ResourceAccessException e) {
            throw new Unavailable("instance " + peer + " does not answer", e);
          }
        });
    return owner.isPresent();
  }

  /**
   * All other instances.
   *
   * @throws Unavailable while they are unknown
   */
  public List<URI> others() {
    return directory.others();
  }

  /**
   * Reads a resource of another instance with the token of the request.
   *
   * @throws Unavailable if the other instance does not answer with it
   */
  public <T> T ask(HttpServletRequest request, URI peer, Class<T> type) {
    return ask(
        peer,
        request.getRequestURI(),
        Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION)),
        type);
  }

  /**
   * Reads a resource of another instance that needs no token.
   *
   * @throws Unavailable if the other instance does not answer with it
   */
  public <T> T ask(URI peer, String path, Class<T> type) {
    return ask(peer, path, Optional.empty(), type);
  }

  private <T> T ask(URI peer, String path, Optional<String> authorization, Class<T> type) {
    try {
      return Http.CLIENT
          .get()
          .uri(peer.resolve(path))
          .header(PASSED_ON, self)
          .headers(
              headers -> authorization.ifPresent(it -> headers.set(HttpHeaders.AUTHORIZATION, it)))
          .accept(MediaType.APPLICATION_JSON)
          .retrieve()
          .requiredBody(type);
    } catch (RestClientException e) {
      throw new Unavailable("instance " + peer + " does not answer", e);
    }
  }

  /**
   * Forwards a request and returns the answer unchanged, except that only some headers are kept.
   *
   * @throws Unavailable if the other instance does not answer, for example because its tasks are
   *     about to move
   */
  public ResponseEntity<byte[]> passOn(HttpServletRequest request, byte[] body, URI peer) {
    RestClient.RequestBodySpec passed = forwarded(request, peer);
    if (body.length > 0) {
      passed.body(body);
    }
    try {
      return passed.exchangeForRequiredValue(
          (_, answer) -> {
            var kept = new HttpHeaders();
            for (String name : ANSWERED) {
              Optional.ofNullable(answer.getHeaders().getFirst(name))
                  .ifPresent(value -> kept.set(name, value));
            }
            return ResponseEntity.status(answer.getStatusCode())
                .headers(kept)
                .body(answer.getBody().readAllBytes());
          });
    } catch (ResourceAccessException e) {
      throw new Unavailable("instance " + peer + " does not answer", e);
    }
  }

  /** The same request to another instance, without its body. */
  private RestClient.RequestBodySpec forwarded(HttpServletRequest request, URI peer) {
    String query = request.getQueryString();
    URI uri = peer.resolve(request.getRequestURI() + (query == null ? "" : "?" + query));
    RestClient.RequestBodySpec passed =
        Http.CLIENT
            .method(HttpMethod.valueOf(request.getMethod()))
            .uri(uri)
            .header(PASSED_ON, self);
    for (String name : ASKED) {
      Optional.ofNullable(request.getHeader(name)).ifPresent(value -> passed.header(name, value));
    }
    if (request.getAttribute(TRACE_CONTEXT) instanceof String context) {
      passed.header("traceparent", context);
    }
    return passed;
  }
}
