package org.iecpools.launcher;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iecpools.domain.Texts;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.stack.Service;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Converters and checks of command-line arguments, shared by all commands. */
final class Arguments {

  private static final int HIGHEST_PORT = 65535;
  private static final Pattern SERVER =
      Pattern.compile("(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9._-]+):(\\d{1,9})");

  private Arguments() {}

  /**
   * Bootstrap addresses of a Kafka cluster.
   *
   * @param text HOST:PORT, or several separated by commas
   */
  record Servers(String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  static void register(CommandLine commandLine) {
    commandLine.registerConverter(URI.class, Arguments::url);
    commandLine.registerConverter(Servers.class, Arguments::servers);
    commandLine.registerConverter(Path.class, Arguments::path);
    commandLine.registerConverter(ClientConfig.class, Arguments::clientConfig);
    commandLine.registerConverter(Instant.class, Arguments::time);
    commandLine.registerConverter(UUID.class, Arguments::id);
    commandLine.registerConverter(Service.class, Arguments::service);
  }

  private static ClientConfig clientConfig(String text) {
    try {
      return ClientConfig.read(path(text));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(Texts.escaped(String.valueOf(e.getMessage())));
    }
  }

  static URI url(String text) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw notUrl(text, e.getReason());
    }
    if (url.getScheme() == null
        || !(url.getScheme().equals("http") || url.getScheme().equals("https"))) {
      throw notUrl(text, "it does not begin with http:// or https://");
    }
    if (url.getHost() == null) {
      throw notUrl(text, "it has no host");
    }
    if (url.getPort() == 0 || url.getPort() > HIGHEST_PORT) {
      throw notUrl(text, "port %d is not between 1 and %d".formatted(url.getPort(), HIGHEST_PORT));
    }
    return url;
  }

  private static TypeConversionException notUrl(String text, String fault) {
    return new TypeConversionException(
        "%s is not a valid URL, such as http://127.0.0.1:8084: %s"
            .formatted(Texts.escaped(text), fault));
  }

  private static Servers servers(String text) {
    for (String server : List.of(text.split(",", -1))) {
      Matcher matcher = SERVER.matcher(server.strip());
      if (!matcher.matches()) {
        throw notServers(text, "the format is HOST:PORT, several separated by commas");
      }
      int port = Integer.parseInt(matcher.group(2));
      if (port < 1 || port > HIGHEST_PORT) {
        throw notServers(text, "port %d is not between 1 and %d".formatted(port, HIGHEST_PORT));
      }
    }
    return new Servers(text);
  }

  private static TypeConversionException notServers(String text, String fault) {
    return new TypeConversionException(
        "%s is not a valid address, such as 127.0.0.1:9092: %s"
            .formatted(Texts.escaped(text), fault));
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "%s is not a valid time, such as 2026-11-28T05:00:00Z".formatted(Texts.escaped(text)));
    }
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "%s is not a valid UUID, such as 0b6c2a4e-86f5-5b2c-9a5e-0d3f4c1b2a39"
              .formatted(Texts.escaped(text)));
    }
  }

  private static Service service(String text) {
    try {
      return Service.named(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(Texts.escaped(String.valueOf(e.getMessage())));
    }
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(unusable(e));
    }
  }

  /** Explains in one sentence why a path cannot be represented in the locale's character set. */
  static String unusable(InvalidPathException e) {
    return "%s is not a valid path in this locale's character set (%s): set LC_ALL=C.UTF-8"
        .formatted(
            Texts.escaped(e.getInput()),
            System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name()));
  }
}
