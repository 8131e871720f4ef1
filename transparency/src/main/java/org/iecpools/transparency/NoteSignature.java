package org.iecpools.transparency;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * One signature line of a note.
 *
 * @param keyName the name of the key
 * @param encoded canonical base64 of the key's id, 4 bytes, and the signature
 */
public record NoteSignature(String keyName, String encoded) {

  private static final String PREFIX = "\u2014 ";
  private static final int ID_BYTES = 4;

  /** A Unicode space that Java does not count as one. */
  private static final int NEXT_LINE = 0x85;

  public NoteSignature {
    checkName(keyName);
    if (Canonical.base64(encoded, "a signature").length <= ID_BYTES) {
      throw new Malformed("a signature is too short");
    }
  }

  static NoteSignature of(String keyName, int keyId, byte[] signature) {
    ByteBuffer bytes = ByteBuffer.allocate(ID_BYTES + signature.length);
    bytes.putInt(keyId).put(signature);
    return new NoteSignature(keyName, Base64.getEncoder().encodeToString(bytes.array()));
  }

  /** Reads a line without its line break. */
  static NoteSignature parse(String line) {
    if (!line.startsWith(PREFIX)) {
      throw new Malformed("a signature line does not begin with an em dash and a space");
    }
    int space = line.indexOf(' ', PREFIX.length());
    if (space < 0) {
      throw new Malformed("a signature line has no signature");
    }
    return new NoteSignature(line.substring(PREFIX.length(), space), line.substring(space + 1));
  }

  /** Refuses names that would make a line or a verifier key ambiguous. */
  static void checkName(String name) {
    if (name.isEmpty() || name.codePoints().anyMatch(NoteSignature::isForbidden)) {
      throw new Malformed("the name of a key is empty or contains a space or a plus");
    }
  }

  private static boolean isForbidden(int c) {
    return c == '+' || Character.isSpaceChar(c) || Character.isWhitespace(c) || c == NEXT_LINE;
  }

  public int keyId() {
    return ByteBuffer.wrap(bytes()).getInt();
  }

  /** The signature without the key's id. */
  byte[] signature() {
    byte[] bytes = bytes();
    return Arrays.copyOfRange(bytes, ID_BYTES, bytes.length);
  }

  private byte[] bytes() {
    return Base64.getDecoder().decode(encoded);
  }

  /** The line as it is in a note, with its line break. */
  public String line() {
    return PREFIX + keyName + " " + encoded + "\n";
  }
}
