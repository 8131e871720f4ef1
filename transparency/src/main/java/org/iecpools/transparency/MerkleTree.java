package org.iecpools.transparency;

import java.util.ArrayList;
import java.util.List;

/** Computes roots and proofs of Merkle trees (RFC 6962, sections 2.1, 2.1.1 and 2.1.2). */
public final class MerkleTree {

  private final MerkleNodes nodes;
  private final long size;

  /**
   * @param size number of leaves; the nodes may belong to a larger tree
   */
  public MerkleTree(long size, MerkleNodes nodes) {
    if (size < 0) {
      throw new IllegalArgumentException("the size of a tree is negative");
    }
    this.size = size;
    this.nodes = nodes;
  }

  /** The root of the tree with these leaves. */
  public static Hash rootOf(List<Hash> leaves) {
    return new MerkleTree(
            leaves.size(),
            (level, index) ->
                complete(leaves.subList((int) (index << level), (int) ((index + 1) << level))))
        .root();
  }

  /** The root of as many hashes as a power of two. */
  static Hash complete(List<Hash> hashes) {
    List<Hash> row = hashes;
    while (row.size() > 1) {
      List<Hash> next = new ArrayList<>();
      for (int i = 0; i < row.size(); i += 2) {
        next.add(Hash.node(row.get(i), row.get(i + 1)));
      }
      row = next;
    }
    return row.getFirst();
  }

  public Hash root() {
    return size == 0 ? Hash.EMPTY_TREE : root(0, size);
  }

  /** Proves that the tree contains a leaf: the siblings on the path to the root, from below. */
  public List<Hash> inclusionOf(long index) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("a tree of %d has no leaf %d".formatted(size, index));
    }
    List<Hash> proof = new ArrayList<>();
    addPath(index, 0, size, proof);
    return proof;
  }

  /** Proves that the first leaves of this tree are those of an earlier one. */
  public List<Hash> consistencyWith(long oldSize) {
    if (oldSize < 0 || oldSize > size) {
      throw new IllegalArgumentException(
          "%d is not an earlier size of %d".formatted(oldSize, size));
    }
    List<Hash> proof = new ArrayList<>();
    if (oldSize > 0 && oldSize < size) {
      addSubproof(oldSize, 0, size, true, proof);
    }
    return proof;
  }

  private void addPath(long index, long from, long to, List<Hash> proof) {
    if (to - from == 1) {
      return;
    }
    long middle = from + left(to - from);
    if (index < middle) {
      addPath(index, from, middle, proof);
      proof.add(root(middle, to));
    } else {
      addPath(index, middle, to, proof);
      proof.add(root(from, middle));
    }
  }

  /**
   * @param end the end of the old tree
   * @param isKnown whether the verifier knows the root of this range as that of the old tree
   */
  private void addSubproof(long end, long from, long to, boolean isKnown, List<Hash> proof) {
    if (end == to) {
      if (!isKnown) {
        proof.add(root(from, to));
      }
      return;
    }
    long middle = from + left(to - from);
    if (end <= middle) {
      addSubproof(end, from, middle, isKnown, proof);
      proof.add(root(middle, to));
    } else {
      addSubproof(end, middle, to, false, proof);
      proof.add(root(from, middle));
    }
  }

  private Hash root(long from, long to) {
    long count = to - from;
    if (Long.bitCount(count) == 1) {
      int level = Long.numberOfTrailingZeros(count);
      return nodes.node(level, from >>> level);
    }
    long middle = from + left(count);
    return Hash.node(root(from, middle), root(middle, to));
  }

  /** The largest power of two below a number. */
  private static long left(long count) {
    return Long.highestOneBit(count - 1);
  }
}
