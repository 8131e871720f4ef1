package org.iecpools.auditor.published;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.iecpools.transparency.Checkpoint;
import org.iecpools.transparency.Hash;

/** The Merkle root (RFC 9162) of the first entries of a log, for every number of them. */
final class PrefixRoots {

  /** A complete tree, as a part of a larger one. */
  private record Subtree(Hash root, int size) {}

  private final List<Hash> roots = new ArrayList<>();

  PrefixRoots(List<byte[]> entries) {
    Deque<Subtree> complete = new ArrayDeque<>();
    roots.add(Hash.EMPTY_TREE);
    for (byte[] entry : entries) {
      Subtree next = new Subtree(Hash.leaf(entry), 1);
      while (!complete.isEmpty() && complete.peek().size() == next.size()) {
        next = new Subtree(Hash.node(complete.pop().root(), next.root()), 2 * next.size());
      }
      complete.push(next);
      roots.add(root(complete));
    }
  }

  /** From the smallest subtree, which is the rightmost, to the left. */
  private static Hash root(Deque<Subtree> complete) {
    Iterator<Subtree> fromTheRight = complete.iterator();
    Hash root = fromTheRight.next().root();
    while (fromTheRight.hasNext()) {
      root = Hash.node(fromTheRight.next().root(), root);
    }
    return root;
  }

  /** Whether a checkpoint is that of the first entries of this log. */
  boolean include(Checkpoint checkpoint) {
    return checkpoint.size() < roots.size()
        && roots.get((int) checkpoint.size()).equals(checkpoint.root());
  }
}
