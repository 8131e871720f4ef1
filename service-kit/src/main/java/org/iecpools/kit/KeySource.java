package org.iecpools.kit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a service's secret keys are kept: a file or an environment variable. A key management
 * system would be a third implementation.
 */
public sealed interface KeySource permits KeyFile, KeyVariable {

  /**
   * The keys, newest first; at least one.
   *
   * @throws UnusableKeys with the reason, which never contains a key
   */
  List<SecretKey> load();

  /** Where the keys are, for people. */
  String place();

  /** The environment variable where it is set, otherwise the file. */
  static KeySource of(String variable, Path file) {
    String value = System.getenv(variable);
    return value == null || value.isBlank() ? new KeyFile(file) : new KeyVariable(variable, value);
  }

  /**
   * Reads keys from text: 64 hexadecimal digits each, separated by line breaks, blanks or commas,
   * newest first. A line that begins with {@code #} is a comment.
   *
   * @param place for the reason of a refusal
   * @throws UnusableKeys when there is none, or one is malformed or given twice
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
      // Without the word and the cause: both may contain a key.
      throw new UnusableKeys(
          "key %d in %s has %d characters that are not 64 hexadecimal digits"
              .formatted(number, place, word.length()));
    }
  }
}
