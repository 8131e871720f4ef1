package org.iecpools.transparency;

/** What a key signs. The types of the specification signed-note that are supported. */
public enum KeyType {
  /** The text of a note: logs sign with it. */
  ED25519(0x01, 64),

  /** The text of a checkpoint and a time, cosignature/v1: witnesses sign with it. */
  COSIGNATURE_V1(0x04, 72);

  private final byte code;
  private final int signatureBytes;

  KeyType(int code, int signatureBytes) {
    this.code = (byte) code;
    this.signatureBytes = signatureBytes;
  }

  static KeyType of(byte code) {
    for (KeyType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new Malformed("keys of type 0x%02x are not supported".formatted(code));
  }

  byte code() {
    return code;
  }

  int signatureBytes() {
    return signatureBytes;
  }
}
