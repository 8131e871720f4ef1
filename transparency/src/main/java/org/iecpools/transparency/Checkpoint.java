package org.iecpools.transparency;

import java.util.List;

/**
 * The size and root of a log at one moment: the text of a signed note, in the format
 * tlog-checkpoint.
 *
 * @param origin identifies the log
 * @param size number of entries
 * @param extensions further lines without line breaks; witnesses make no statement about them
 */
public record Checkpoint(String origin, long size, Hash root, List<String> extensions) {

  private static final int LINES = 3;

  public Checkpoint {
    extensions = List.copyOf(extensions);
    if (size < 0) {
      throw new Malformed("the size of a checkpoint is negative");
    }
    checkLine(origin);
    extensions.forEach(Checkpoint::checkLine);
  }

  public static Checkpoint of(String origin, long size, Hash root) {
    return new Checkpoint(origin, size, root, List.of());
  }

  /**
   * Reads the text of a note.
   *
   * @throws Malformed if it does not have the format in every detail
   */
  public static Checkpoint parse(String text) {
    if (!text.endsWith("\n")) {
      throw new Malformed("a checkpoint does not end with a line break");
    }
    List<String> lines = List.of(text.substring(0, text.length() - 1).split("\n", -1));
    if (lines.size() < LINES) {
      throw new Malformed("a checkpoint has fewer than %d lines".formatted(LINES));
    }
    return new Checkpoint(
        lines.get(0),
        Canonical.number(lines.get(1), "the size of a checkpoint"),
        Hash.ofBase64(lines.get(2)),
        lines.subList(LINES, lines.size()));
  }

  private static void checkLine(String line) {
    if (line.isEmpty()) {
      throw new Malformed("a checkpoint has an empty line");
    }
    if (line.chars().anyMatch(c -> c < ' ')) {
      throw new Malformed("a checkpoint contains a control character");
    }
  }

  /** The text that is signed. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(origin).append('\n').append(size).append('\n').append(root.base64()).append('\n');
    extensions.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }
}
