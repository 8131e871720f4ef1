package org.iecpools.transparency;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Verifies proofs of Merkle trees (RFC 9162, sections 2.1.3.2 and 2.1.4.2). */
public final class MerkleProofs {

  private MerkleProofs() {}

  /** Whether the proof shows that the leaf with this index has this hash. */
  public static boolean includes(long index, Hash leaf, long size, Hash root, List<Hash> proof) {
    if (index < 0 || index >= size) {
      return false;
    }
    long node = index;
    long last = size - 1;
    Hash hash = leaf;
    for (Hash sibling : proof) {
      if (last == 0) {
        return false;
      }
      if (isRight(node) || node == last) {
        hash = Hash.node(sibling, hash);
        while (!isRight(node) && node != 0) {
          node >>>= 1;
          last >>>= 1;
        }
      } else {
        hash = Hash.node(hash, sibling);
      }
      node >>>= 1;
      last >>>= 1;
    }
    return last == 0 && hash.equals(root);
  }

  /** Whether the proof shows that the old tree is a prefix of the new one. */
  public static boolean areConsistent(
      long oldSize, Hash oldRoot, long newSize, Hash newRoot, List<Hash> proof) {
    boolean isEmptyWithRoot = oldSize == 0 && !oldRoot.equals(Hash.EMPTY_TREE);
    if (oldSize < 0 || oldSize > newSize || isEmptyWithRoot) {
      return false;
    }
    if (oldSize == newSize) {
      return proof.isEmpty() && oldRoot.equals(newRoot);
    }
    if (oldSize == 0) {
      return proof.isEmpty();
    }
    if (proof.isEmpty()) {
      return false;
    }
    Deque<Hash> rest = new ArrayDeque<>(proof);
    // A complete old tree is a node of the new one, and so is not part of the proof.
    Hash oldHash = Long.bitCount(oldSize) == 1 ? oldRoot : rest.pop();
    Hash newHash = oldHash;
    long node = oldSize - 1;
    long last = newSize - 1;
    while (isRight(node)) {
      node >>>= 1;
      last >>>= 1;
    }
    for (Hash sibling : rest) {
      if (last == 0) {
        return false;
      }
      if (isRight(node) || node == last) {
        oldHash = Hash.node(sibling, oldHash);
        newHash = Hash.node(sibling, newHash);
        while (!isRight(node) && node != 0) {
          node >>>= 1;
          last >>>= 1;
        }
      } else {
        newHash = Hash.node(newHash, sibling);
      }
      node >>>= 1;
      last >>>= 1;
    }
    return last == 0 && oldHash.equals(oldRoot) && newHash.equals(newRoot);
  }

  private static boolean isRight(long node) {
    return (node & 1) == 1;
  }
}
