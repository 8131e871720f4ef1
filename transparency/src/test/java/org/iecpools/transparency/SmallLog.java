package org.iecpools.transparency;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A log in memory that signs whatever a test wants. */
final class SmallLog {

  static final String ORIGIN = "example.com/log";

  final SigningKey key;
  private final List<Hash> leaves = new ArrayList<>();

  SmallLog(int size) {
    this(SigningKey.generate(ORIGIN, KeyType.ED25519), size, size);
  }

  private SmallLog(SigningKey key, int size, int equalUntil) {
    this.key = key;
    for (int i = 0; i < size; i++) {
      String entry = (i < equalUntil ? "entry " : "other entry ") + i;
      leaves.add(Hash.leaf(entry.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** Another view of this log, signed with the same key. */
  SmallLog fork(int equalUntil) {
    return new SmallLog(key, leaves.size(), equalUntil);
  }

  private Hash hash(int from, int to) {
    if (to - from == 1) {
      return leaves.get(from);
    }
    int left = Integer.highestOneBit(to - from - 1);
    return Hash.node(hash(from, from + left), hash(from + left, to));
  }

  private MerkleTree tree(int size) {
    return new MerkleTree(
        size, (level, index) -> hash((int) (index << level), (int) ((index + 1) << level)));
  }

  List<Hash> proof(long oldSize, int size) {
    return tree(size).consistencyWith(oldSize);
  }

  Checkpoint checkpoint(int size) {
    return Checkpoint.of(ORIGIN, size, tree(size).root());
  }

  SignedNote note(int size) {
    return sign(checkpoint(size).text());
  }

  SignedNote sign(String text) {
    return new SignedNote(text, List.of(key.sign(text)));
  }

  byte[] request(int oldSize, int size) {
    return new AddCheckpointRequest(oldSize, proof(oldSize, size), note(size)).bytes();
  }

  WitnessedLog witnessed() {
    return new WitnessedLog(ORIGIN, List.of(key.verifier()));
  }
}
