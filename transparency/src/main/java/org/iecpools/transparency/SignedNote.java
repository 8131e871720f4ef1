package org.iecpools.transparency;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A text with signatures, in the format signed-note.
 *
 * @param text ends with a line break
 */
public record SignedNote(String text, List<NoteSignature> signatures) {

  /** The specification requires at least 16. */
  static final int MAX_SIGNATURES = 100;

  /** Whether a key has signed a note. */
  public enum Status {
    /** No signature claims to be from this key. */
    ABSENT,
    /** Every signature that claims to be from this key is valid, and there is at least one. */
    VALID,
    /** A signature claims to be from this key and is not valid: the note must not be trusted. */
    INVALID
  }

  public SignedNote {
    signatures = List.copyOf(signatures);
    if (!text.endsWith("\n")) {
      throw new Malformed("the text of a note does not end with a line break");
    }
    if (text.chars().anyMatch(c -> c < ' ' && c != '\n')) {
      throw new Malformed("a note contains a control character");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new Malformed("a note is not valid Unicode");
    }
    if (signatures.isEmpty()) {
      throw new Malformed("a note has no signature");
    }
    if (signatures.size() > MAX_SIGNATURES) {
      throw new Malformed("a note has more than %d signatures".formatted(MAX_SIGNATURES));
    }
  }

  /**
   * Reads a note. Signatures are not verified.
   *
   * @throws Malformed if it does not have the format in every detail
   */
  public static SignedNote parse(byte[] note) {
    return parse(Canonical.utf8(note, "a note"));
  }

  /** Reads a note that is text already. */
  static SignedNote parse(String note) {
    int end = note.lastIndexOf("\n\n");
    if (end < 0) {
      throw new Malformed("a note has no empty line before its signatures");
    }
    return new SignedNote(note.substring(0, end + 1), signatures(note.substring(end + 2)));
  }

  /** Reads signature lines, each with its line break. */
  static List<NoteSignature> signatures(String lines) {
    if (!lines.endsWith("\n")) {
      throw new Malformed("the last signature line does not end with a line break");
    }
    String[] all = lines.substring(0, lines.length() - 1).split("\n", -1);
    if (all.length > MAX_SIGNATURES) {
      throw new Malformed("a note has more than %d signatures".formatted(MAX_SIGNATURES));
    }
    List<NoteSignature> signatures = new ArrayList<>();
    for (String line : all) {
      signatures.add(NoteSignature.parse(line));
    }
    return signatures;
  }

  /** Whether this key has signed the note. */
  public Status status(NoteKey key) {
    List<NoteSignature> own = signatures.stream().filter(key::isOf).toList();
    if (own.isEmpty()) {
      return Status.ABSENT;
    }
    return own.stream().allMatch(signature -> key.verifies(text, signature))
        ? Status.VALID
        : Status.INVALID;
  }

  /** The signatures of a key; they need not be valid. */
  public List<NoteSignature> signaturesOf(NoteKey key) {
    return signatures.stream().filter(key::isOf).toList();
  }

  /** The same note with more signatures. Signatures that it has already are not repeated. */
  public SignedNote with(List<NoteSignature> more) {
    List<NoteSignature> all = new ArrayList<>(signatures);
    more.stream().filter(signature -> !all.contains(signature)).forEach(all::add);
    return new SignedNote(text, all);
  }

  public byte[] bytes() {
    return toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    StringBuilder note = new StringBuilder(text).append('\n');
    signatures.forEach(signature -> note.append(signature.line()));
    return note.toString();
  }
}
