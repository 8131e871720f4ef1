package org.iecpools.kit;

import jakarta.servlet.http.HttpServletRequest;
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
 * The other instances of this service. Each keeps the state of its own tasks, so a request about a
 * candidate or country is answered by the instance whose tasks have it, and whoever else receives
 * it passes it on, once.
 */
public final class Peers {

  /** Says that a request was passed on, so that two instances never pass it to and fro. */
  static final String PASSED_ON = "Iec-Passed-On";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** Of the request, what its body means; of the answer, what to do with it. */
  private static final List<String> ASKED =
      List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.ACCEPT, "Idempotency-Key");

  private static final List<String> ANSWERED =
      List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.LOCATION, HttpHeaders.RETRY_AFTER);

  private final String self;
  private final Directory directory;

  /** Who has what, as far as this instance knows; throws {@link Unavailable} while it does not. */
  public interface Directory {

    /** The instance whose tasks have a key, where that is another one. */
    Optional<URI> owner(String store, String key);

    /** Every other instance. */
    List<URI> others();
  }

  /**
   * @param self what this instance calls itself towards the others
   */
  public Peers(String self, Directory directory) {
    this.self = self;
    this.directory = directory;
  }

  /** Made when another instance is first asked, which most never are. */
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

  /**
   * Whether another instance has passed this request on: then it is answered here or not at all.
   */
  public static boolean passedOn(HttpServletRequest request) {
    return request.getHeader(PASSED_ON) != null;
  }

  /**
   * The instance whose tasks have a key, where that is another one.
   *
   * @param key as the tasks' inputs are keyed
   * @throws Unavailable while nobody is known to
   */
  public Optional<URI> owner(String store, String key) {
    return directory.owner(store, key);
  }

  /**
   * The answer of the instance whose tasks have a key, where that is another one; empty where it is
   * this one, or where another one has passed the request on.
   *
   * @param key as the tasks' inputs are keyed
   * @throws Unavailable while nobody is known to, or when the other does not answer
   */
  public Optional<ResponseEntity<byte[]>> answerOfOwner(
      HttpServletRequest request, byte[] body, String store, String key) {
    return passedOn(request)
        ? Optional.empty()
        : owner(store, key).map(owner -> passOn(request, body, owner));
  }

  /**
   * Every other instance.
   *
   * @throws Unavailable while they are not known
   */
  public List<URI> others() {
    return directory.others();
  }

  /**
   * Asks another instance for what it has.
   *
   * @throws Unavailable when the other does not answer with it
   */
  public <T> T ask(URI peer, String path, Class<T> type) {
    try {
      return Http.CLIENT
          .get()
          .uri(peer.resolve(path))
          .header(PASSED_ON, self)
          .accept(MediaType.APPLICATION_JSON)
          .retrieve()
          .requiredBody(type);
    } catch (RestClientException e) {
      throw new Unavailable("instance " + peer + " does not answer", e);
    }
  }

  /**
   * Passes a request on and returns the answer as it is.
   *
   * @throws Unavailable when the other does not answer: its tasks are about to move
   */
  public ResponseEntity<byte[]> passOn(HttpServletRequest request, byte[] body, URI peer) {
    String query = request.getQueryString();
    URI uri = peer.resolve(request.getRequestURI() + (query == null ? "" : "?" + query));
    var passed =
        Http.CLIENT
            .method(HttpMethod.valueOf(request.getMethod()))
            .uri(uri)
            .header(PASSED_ON, self);
    for (String name : ASKED) {
      Optional.ofNullable(request.getHeader(name)).ifPresent(value -> passed.header(name, value));
    }
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
}
