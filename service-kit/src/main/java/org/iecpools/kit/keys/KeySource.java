package org.iecpools.kit.keys;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Source of a service's secret keys: a file or an environment variable. A key management system
 * would be a third implementation.
 */
public sealed interface KeySource permits KeyFile, KeyVariable {

  /**
   * The keys, newest first; at least one.
   *
   * @throws UnusableKeys with the reason, which never contains a key
   */
  List<SecretKey> load();

  /** Description of the location, for people. */
  String place();

  /** The environment variable if it is set, otherwise the file. */
  static KeySource of(String variable, Path file) {
    String value = System.getenv(variable);
    return value == null || value.isBlank() ? new KeyFile(file) : new KeyVariable(variable, value);
  }

  /**
   * Parses keys: 64 hexadecimal digits each, separated by line breaks, spaces or commas, newest
   * first. Lines that begin with {@code #} are comments.
   *
   * @param place description of the location, for the error
   * @throws UnusableKeys if there is no key, or a key is malformed or repeated
   */
  static List<SecretKey> parse(String text, String place) {
    List<SecretKey> keys = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    List<String> words =
        text.lines()
            .filter(line -> !line.strip().startsWith("#"))
            .flatMap(line -> Stream.of(line.split("[\\s,]+")))
            .filter(word -> !word.isEmpty())
            .toList();
    for (String word : words) {
      SecretKey key = key(word, keys.size() + 1, place);
      if (!ids.add(key.id())) {
        throw new UnusableKeys("%s contains %s twice".formatted(place, key));
      }
      keys.add(key);
    }
    if (keys.isEmpty()) {
      throw new UnusableKeys(place + " contains no key: 64 hexadecimal digits are needed");
    }
    return List.copyOf(keys);
  }

  private static SecretKey key(String word, int number, String place) {
    try {
      return new SecretKey(HexFormat.of().parseHex(word));
    } catch (IllegalArgumentException e) {
      // Neither the input nor the cause is included, because both may contain a key.
      throw new UnusableKeys(
          "key %d in %s has %d characters that are not 64 hexadecimal digits"
              .formatted(number, place, word.length()));
    }
  }
}
