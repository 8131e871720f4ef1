package org.iecpools.transparency;

/** The hashes of the complete subtrees of a Merkle tree. */
@FunctionalInterface
public interface MerkleNodes {

  /**
   * The root of the subtree with the leaves from {@code index << level} up to, not including,
   * {@code (index + 1) << level}. Level 0 are the leaves.
   */
  Hash node(int level, long index);
}
