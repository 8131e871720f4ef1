package org.iecpools.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.jspecify.annotations.Nullable;

/**
 * Client for a schema registry with a Confluent-compatible API, such as Apicurio, Confluent,
 * Karapace or Redpanda. Subjects are the full names of the records.
 */
public final class SchemaRegistry implements SchemaIds {

  /** The registry does not answer, or answers with an unexpected error. Retry later. */
  public static class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message the reason, for the log
     */
    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }

    /**
     * @param message the reason, for the log
     */
    public Unavailable(String message) {
      super(message);
    }
  }

  /**
   * The registry refuses the user, or its TLS certificate is not trusted. Waiting does not help,
   * but an operator may correct it while a service waits.
   */
  public static final class Denied extends Unavailable {
    private static final long serialVersionUID = 1L;

    private Denied(String message) {
      super(message);
    }

    private Denied(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPE = "application/vnd.schemaregistry.v1+json";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final String ZIP = "application/zip";

  /** For everything that the registry contains. */
  private static final Duration DUMP_TIMEOUT = Duration.ofSeconds(60);

  /** Statuses that registries return for an unknown id. */
  private static final Set<Integer> UNKNOWN = Set.of(400, 404, 410, 422);

  private final URI api;
  private final RegistryAccess access;
  private @Nullable HttpClient own;

  /**
   * Created on first use, because loading the trusted certificates takes a noticeable part of the
   * startup time.
   */
  private static final class Http {
    static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  }

  /**
   * An anonymous client.
   *
   * @param address of the registry, such as {@code http://127.0.0.1:8080}; if it has no path, the
   *     path of Apicurio's compatible API is added
   */
  public SchemaRegistry(URI address) {
    this(address, RegistryAccess.NONE);
  }

  SchemaRegistry(URI address, RegistryAccess access) {
    this.access = access;
    String text = address.toString().replaceAll("/+$", "");
    this.api =
        URI.create(
            address.getPath() == null || address.getPath().replace("/", "").isEmpty()
                ? text + "/apis/ccompat/v7"
                : text);
  }

  @Override
  public int idOf(Schema schema) {
    HttpResponse<String> answer =
        send("POST", "/subjects/" + schema.getFullName(), Map.of("schema", schema.toString()));
    if (answer.statusCode() == 404) {
      throw new Unavailable(
          schema.getFullName() + " is not registered at " + api + ": run the set-up job first");
    }
    JsonNode id = json(answer).path("id");
    if (!id.isInt()) {
      throw new Unavailable("registry " + api + " answers without an id: " + answer.body());
    }
    return id.asInt();
  }

  @Override
  public Schema schemaOf(int id) throws EventCodec.Undecodable {
    if (id < 1) {
      throw new EventCodec.Undecodable("schema id " + id + " is below 1, the lowest one");
    }
    HttpResponse<String> answer = send("GET", "/schemas/ids/" + id, null);
    if (UNKNOWN.contains(answer.statusCode())) {
      throw new EventCodec.Undecodable("schema id " + id + " is not known to the registry");
    }
    JsonNode found = json(answer);
    String type = found.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO") || !found.path("schema").isTextual()) {
      throw new EventCodec.Undecodable("schema id " + id + " is not an Avro schema");
    }
    if (!found.path("references").isEmpty()) {
      throw new EventCodec.Undecodable(
          "schema id " + id + " refers to other schemas: register one that is complete");
    }
    try {
      return new Schema.Parser().parse(found.path("schema").asText());
    } catch (RuntimeException | StackOverflowError e) {
      throw new EventCodec.Undecodable("schema id " + id + " is not an Avro schema: " + e);
    }
  }

  /**
   * Registers a schema under its full name and requires that new versions can read all old ones.
   * Has no effect if the schema is already registered.
   *
   * @return the schema's id
   * @throws IllegalStateException if the registry refuses the schema, for example as incompatible
   * @throws Denied if this client's user may not register schemas
   * @throws Unavailable if the registry does not answer
   */
  public int register(Schema schema) {
    String subject = schema.getFullName();
    HttpResponse<String> answer =
        send("POST", "/subjects/" + subject + "/versions", Map.of("schema", schema.toString()));
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(
          "the registry refused " + subject + ": " + answer.statusCode() + " " + answer.body());
    }
    // Some clients, such as kafkajs, require a compatibility setting of the subject itself.
    json(send("PUT", "/config/" + subject, Map.of("compatibility", "BACKWARD_TRANSITIVE")));
    return json(answer).get("id").asInt();
  }

  /**
   * The latest version of a subject; empty if the registry does not have the subject.
   *
   * @throws Unavailable if the registry does not answer
   */
  public Optional<Schema> latest(String subject) {
    HttpResponse<String> answer = send("GET", "/subjects/" + subject + "/versions/latest", null);
    if (answer.statusCode() == 404) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Schema.Parser().parse(json(answer).get("schema").asText()));
    } catch (SchemaParseException e) {
      throw new Unavailable(subject + " is not an Avro schema at " + api, e);
    }
  }

  /**
   * Whether a schema is registered under its full name.
   *
   * @throws Unavailable when the registry does not answer
   */
  public boolean holds(Schema schema) {
    return send("POST", "/subjects/" + schema.getFullName(), Map.of("schema", schema.toString()))
            .statusCode()
        == 200;
  }

  /**
   * A schema in the registry.
   *
   * @param version of the subject, 1 or more
   * @param schema the text, as registered
   */
  public record Registered(String subject, int version, int id, String schema) {}

  /**
   * Every version of every subject, ordered by id, subject and version. Deleted ones are left out.
   *
   * @throws Unavailable if the registry does not answer
   */
  public List<Registered> registered() {
    List<Registered> found = new ArrayList<>();
    for (JsonNode subject : json(send("GET", "/subjects", null))) {
      String versions = "/subjects/" + encoded(subject.asText()) + "/versions";
      for (JsonNode version : json(send("GET", versions, null))) {
        JsonNode schema = json(send("GET", versions + "/" + version.asInt(), null));
        found.add(
            new Registered(
                subject.asText(),
                version.asInt(),
                schema.path("id").asInt(),
                schema.path("schema").asText()));
      }
    }
    found.sort(
        Comparator.comparingInt(Registered::id)
            .thenComparing(Registered::subject)
            .thenComparingInt(Registered::version));
    return found;
  }

  private static String encoded(String subject) {
    return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * The registry's own export of everything that it contains, a ZIP file. Empty if the registry is
   * not Apicurio.
   *
   * @throws Unavailable if the registry does not answer
   */
  public Optional<byte[]> dump() {
    Optional<URI> address = ofAdministration("export");
    if (address.isEmpty()) {
      return Optional.empty();
    }
    HttpResponse<byte[]> answer =
        send(
            HttpRequest.newBuilder(address.get()).timeout(DUMP_TIMEOUT).header("Accept", ZIP).GET(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() == 404) {
      return Optional.empty();
    }
    if (answer.statusCode() != 200) {
      throw new Unavailable("registry " + address.get() + ": " + answer.statusCode());
    }
    return Optional.of(answer.body());
  }

  /**
   * Loads what {@link #dump} returned into an empty registry. All ids stay the same.
   *
   * @throws Denied if this client's user may not do this
   * @throws Unavailable if the registry does not answer, or refuses it
   */
  public void load(byte[] dump) {
    URI address =
        ofAdministration("import")
            .orElseThrow(() -> new Unavailable("registry " + api + " has no import"));
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(address)
                .timeout(DUMP_TIMEOUT)
                .header("Content-Type", ZIP)
                .POST(HttpRequest.BodyPublishers.ofByteArray(dump)),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new Unavailable(
          "registry " + address + ": " + answer.statusCode() + " " + answer.body());
    }
  }

  private Optional<URI> ofAdministration(String function) {
    String text = api.toString();
    int path = text.indexOf("/apis/ccompat/");
    return path < 0
        ? Optional.empty()
        : Optional.of(URI.create(text.substring(0, path) + "/apis/registry/v3/admin/" + function));
  }

  private JsonNode json(HttpResponse<String> answer) {
    if (answer.statusCode() != 200) {
      throw new Unavailable("registry " + api + ": " + answer.statusCode() + " " + answer.body());
    }
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new Unavailable("registry " + api + " does not answer with JSON: " + answer.body(), e);
    }
  }

  private HttpResponse<String> send(
      String method, String path, @Nullable Map<String, String> body) {
    try {
      HttpRequest.BodyPublisher publisher =
          body == null
              ? HttpRequest.BodyPublishers.noBody()
              : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
      return send(
          HttpRequest.newBuilder(URI.create(api + path))
              .timeout(TIMEOUT)
              .header("Content-Type", TYPE)
              .header("Accept", TYPE + ", application/json")
              .method(method, publisher),
          HttpResponse.BodyHandlers.ofString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of strings is plain data", e);
    }
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
    try {
      access.authorization().ifPresent(value -> request.header("Authorization", value));
      HttpResponse<T> answer = client().send(request.build(), body);
      if (answer.statusCode() == 401 || answer.statusCode() == 403) {
        throw denied(answer.statusCode());
      }
      if (answer.statusCode() >= 500) {
        throw new Unavailable(
            "registry "
                + api
                + ": "
                + answer.statusCode()
                + (answer.body() instanceof String text ? " " + text : ""));
      }
      return answer;
    } catch (SSLException e) {
      throw new Denied(
          "the TLS connection to registry %s failed: %s. Check its URL and schema.registry.ssl.truststore.*"
              .formatted(api, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new Unavailable("registry " + api + " does not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while asking registry " + api, e);
    }
  }

  private synchronized HttpClient client() {
    if (access.truststore().isEmpty()) {
      return Http.CLIENT;
    }
    if (own == null) {
      own = access.client().connectTimeout(TIMEOUT).build();
    }
    return own;
  }

  private Denied denied(int status) {
    String user = access.user().map("user '%s'"::formatted).orElse("anonymous clients");
    return new Denied(
        status == 401
            ? "registry %s does not accept %s (401): set schema.registry.basic.auth.user.info to USER:PASSWORD"
                .formatted(api, access.user().map(u -> "the password of '" + u + "'").orElse(user))
            : "registry %s does not allow this to %s (403): only set-up's user may register schemas"
                .formatted(api, user));
  }
}
