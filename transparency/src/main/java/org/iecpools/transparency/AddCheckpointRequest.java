package org.iecpools.transparency;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of a request to a witness, in the format tlog-witness.
 *
 * @param oldSize the size of the checkpoint that the witness cosigned last, as the client knows it
 * @param proof that the checkpoint continues that one
 */
record AddCheckpointRequest(long oldSize, List<Hash> proof, SignedNote note) {

  static final int MAX_PROOF_LINES = 63;

  private static final String OLD = "old ";

  AddCheckpointRequest {
    proof = List.copyOf(proof);
  }

  /**
   * @throws Malformed if the body does not have the format in every detail
   */
  static AddCheckpointRequest parse(byte[] body) {
    String text = Canonical.utf8(body, "the request");
    int end = text.indexOf("\n\n");
    if (end < 0) {
      throw new Malformed("the request has no empty line before the checkpoint");
    }
    // One line more than allowed, so that a larger number is not split.
    String[] lines = text.substring(0, end).split("\n", MAX_PROOF_LINES + 2);
    if (!lines[0].startsWith(OLD)) {
      throw new Malformed("the request does not begin with the old size");
    }
    if (lines.length > MAX_PROOF_LINES + 1) {
      throw new Malformed("the request has more than %d lines of proof".formatted(MAX_PROOF_LINES));
    }
    long oldSize = Canonical.number(lines[0].substring(OLD.length()), "the old size");
    List<Hash> proof = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      proof.add(Hash.ofBase64(lines[i]));
    }
    return new AddCheckpointRequest(oldSize, proof, SignedNote.parse(text.substring(end + 2)));
  }

  byte[] bytes() {
    StringBuilder body = new StringBuilder(OLD).append(oldSize).append('\n');
    proof.forEach(hash -> body.append(hash.base64()).append('\n'));
    return body.append('\n').append(note).toString().getBytes(StandardCharsets.UTF_8);
  }
}
