package org.iecpools.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passwords for Kafka and the registry, generated once, in a directory with a subdirectory for each
 * program: {@code PRINCIPAL/client.properties} is the program's {@code --command-config} file,
 * {@code broker/server.properties} the broker's part, {@code registry/registry.properties} the
 * registry's, {@code kafka-ui/login.properties} that of the Kafka UI in containers. Files that
 * exist are kept; a deleted one is generated again with a new password.
 *
 * <p>Only the owner can read directories and files. The exception is a subdirectory that exists
 * with mode 750: its files are readable by its group. In containers, broker and registry run as
 * other users than the program that generates their files.
 */
public final class Credentials {

  /** Name of the broker's own user, a superuser. */
  public static final String BROKER = "broker";

  /** The broker's setting with the passwords of the superusers. */
  public static final String BROKER_JAAS = "listener.name.broker.plain.sasl.jaas.config";

  private static final String PLAIN_MODULE =
      "org.apache.kafka.common.security.plain.PlainLoginModule";
  private static final String SCRAM_MODULE =
      "org.apache.kafka.common.security.scram.ScramLoginModule";
  private static final Pattern PASSWORD = Pattern.compile("\\bpassword=\"([^\"]*)\"");
  private static final int PASSWORD_BYTES = 24;

  private static final Set<PosixFilePermission> OF_A_GROUP =
      PosixFilePermissions.fromString("rwxr-x---");

  /** Settings of a registry (Apicurio) that everyone may read, but only set-up may change. */
  private static final String REGISTRY_SETTINGS =
      """
      quarkus.http.auth.basic=true
      quarkus.security.users.embedded.plain-text=true
      quarkus.security.users.embedded.users.set-up=%s
      quarkus.security.users.embedded.roles.set-up=sr-admin
      apicurio.auth.role-based-authorization=true
      apicurio.auth.anonymous-read-access.enabled=true
      """;

  private final Path directory;
  private final Map<String, String> connection;

  /**
   * @param directory created if necessary
   * @param client security protocol and truststore for the generated files
   */
  public Credentials(Path directory, ClientConfig client) {
    this.directory = directory;
    this.connection = new LinkedHashMap<>();
    client
        .properties()
        .forEach(
            (name, value) -> {
              if (name.equals("security.protocol")
                  || name.startsWith("ssl.truststore.")
                  || name.startsWith("schema.registry.ssl.")) {
                connection.put(name, value);
              }
            });
    connection.putIfAbsent("security.protocol", "SASL_PLAINTEXT");
  }

  /** The {@code --command-config} file of a principal. */
  public Path file(Principal principal) {
    return directory.resolve(principal.id()).resolve("client.properties");
  }

  /** The broker's settings. */
  public Path ofBroker() {
    return directory.resolve(BROKER).resolve("server.properties");
  }

  /** The registry's settings. */
  public Path ofRegistry() {
    return directory.resolve("registry").resolve("registry.properties");
  }

  /** The password of the Kafka UI's login page, as a setting of Spring. */
  public Path ofKafkaUi() {
    return directory.resolve("kafka-ui").resolve("login.properties");
  }

  /**
   * Generates what does not exist yet, for a broker and a registry of this project's own.
   *
   * @throws UncheckedIOException if a file cannot be written
   */
  public void generateAll() {
    for (Principal principal : Principal.values()) {
      if (principal != Principal.HISTORY) {
        password(principal);
      }
    }
    if (!Files.exists(ofBroker())) {
      String own = randomPassword();
      Map<String, String> settings = new LinkedHashMap<>();
      settings.put(
          BROKER_JAAS,
          "%s required username=\"%s\" password=\"%s\" user_%s=\"%s\" user_%s=\"%s\";"
              .formatted(
                  PLAIN_MODULE,
                  BROKER,
                  own,
                  BROKER,
                  own,
                  Principal.SET_UP.id(),
                  password(Principal.SET_UP)));
      write(ofBroker(), text(settings));
    }
    if (!Files.exists(ofRegistry())) {
      write(ofRegistry(), REGISTRY_SETTINGS.formatted(password(Principal.SET_UP)));
    }
  }

  /**
   * Generates the password of the Kafka UI's login page if there is none yet.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  public void generateKafkaUi() {
    if (!Files.exists(ofKafkaUi())) {
      write(ofKafkaUi(), text(Map.of("spring.security.user.password", randomPassword())));
    }
  }

  /**
   * The password of a principal; generated, with the principal's file, if there is none yet.
   *
   * @throws IllegalArgumentException if the file cannot be read or contains no password
   */
  String password(Principal principal) {
    Path file = file(principal);
    if (!Files.exists(file)) {
      String password = randomPassword();
      Map<String, String> settings = new LinkedHashMap<>(connection);
      boolean superuser = principal == Principal.SET_UP;
      settings.put("sasl.mechanism", superuser ? "PLAIN" : Access.MECHANISM.mechanismName());
      settings.put(
          "sasl.jaas.config",
          "%s required username=\"%s\" password=\"%s\";"
              .formatted(superuser ? PLAIN_MODULE : SCRAM_MODULE, principal.id(), password));
      if (superuser) {
        settings.put("schema.registry.basic.auth.user.info", principal.id() + ":" + password);
      }
      write(file, text(settings));
    }
    Matcher password =
        PASSWORD.matcher(ClientConfig.read(file).properties().getOrDefault("sasl.jaas.config", ""));
    if (!password.find()) {
      throw new IllegalArgumentException(
          file + ": sasl.jaas.config contains no password=\"...\"; delete the file for a new one");
    }
    return password.group(1);
  }

  private static String randomPassword() {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** In the format of Java's properties, without escapes that other programs do not know. */
  private static String text(Map<String, String> settings) {
    StringBuilder text = new StringBuilder();
    settings.forEach(
        (name, value) ->
            text.append(name).append('=').append(value.replace("\\", "\\\\")).append('\n'));
    return text.toString();
  }

  /** Writes a file at once, so that a reader finds it complete or not at all. */
  private static void write(Path file, String text) {
    try {
      Path parent = Objects.requireNonNull(file.getParent());
      boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
      boolean shared =
          posix
              && Files.isDirectory(parent)
              && Files.getPosixFilePermissions(parent).equals(OF_A_GROUP);
      Files.createDirectories(parent);
      if (posix && !shared) {
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx------"));
      }
      Path next = Files.createTempFile(parent, ".", ".new");
      if (shared) {
        GroupPrincipal group = Files.readAttributes(parent, PosixFileAttributes.class).group();
        Files.getFileAttributeView(next, PosixFileAttributeView.class).setGroup(group);
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r-----"));
      } else if (posix) {
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
      }
      Files.writeString(next, text);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
