package org.iecpools.invitation.domain;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Merkle tree of RFC 9162, section 2.1, over ids of 16 bytes. Its root commits to all ids, and an
 * inclusion path proves one of them without revealing the others. Leaves are grouped in chunks of
 * {@value #CHUNK}, a power of two, so that each chunk is a subtree; the last chunk may be shorter.
 * Building keeps the hashes of the chunks and one hash per level.
 */
public final class MerkleTree {

  /** Number of leaves in a chunk. */
  public static final int CHUNK = 4096;

  private static final int ID = 16;

  private final List<byte[]> chunks;
  private final byte[] root;

  private MerkleTree(List<byte[]> chunks, byte[] root) {
    this.chunks = chunks;
    this.root = root;
  }

  /** Builds the tree with these ids as its leaves. */
  public static MerkleTree over(ProfileIds ids) {
    byte[][] chunks = new byte[Math.ceilDiv(ids.size(), CHUNK)][];
    Portions.each(
        ids.size(),
        (from, to) -> {
          Hashes hashes = new Hashes();
          for (int first = from; first < to; first += CHUNK) {
            chunks[first / CHUNK] = chunk(hashes, ids, first, Math.min(first + CHUNK, to));
          }
        });
    List<byte[]> roots = List.of(chunks);
    return new MerkleTree(roots, root(roots));
  }

  private static byte[] chunk(Hashes hashes, ProfileIds ids, int from, int to) {
    Subtrees subtrees = new Subtrees(hashes);
    for (int i = from; i < to; i++) {
      ids.put(i, hashes.leafView, 1);
      hashes.leaf();
      subtrees.add();
    }
    return subtrees.root();
  }

  /** Root hash, 32 bytes. */
  public byte[] root() {
    return root.clone();
  }

  /** Hashes of the chunks' subtrees. */
  List<byte[]> chunks() {
    return chunks;
  }

  /** A leaf's hash. */
  static byte[] leaf(byte[] id) {
    MessageDigest sha = Sha256.digest();
    sha.update((byte) 0);
    return sha.digest(id);
  }

  static byte[] node(byte[] left, byte[] right) {
    MessageDigest sha = Sha256.digest();
    sha.update((byte) 1);
    sha.update(left);
    return sha.digest(right);
  }

  /** Root hash over hashes of leaves, or of subtrees of equal size. */
  static byte[] root(List<byte[]> hashes) {
    Subtrees subtrees = new Subtrees(new Hashes());
    for (byte[] hash : hashes) {
      System.arraycopy(hash, 0, subtrees.hashes.current, 0, Sha256.BYTES);
      subtrees.add();
    }
    return subtrees.root();
  }

  /**
   * Inclusion path of one hash (section 2.1.3.1), from the leaf upwards.
   *
   * @param index index of the hash, from 0
   */
  static List<byte[]> path(int index, List<byte[]> hashes) {
    if (hashes.size() == 1) {
      return new ArrayList<>();
    }
    // the largest power of two smaller than the number of hashes
    int left = Integer.highestOneBit(hashes.size() - 1);
    List<byte[]> path;
    if (index < left) {
      path = path(index, hashes.subList(0, left));
      path.add(root(hashes.subList(left, hashes.size())));
    } else {
      path = path(index - left, hashes.subList(left, hashes.size()));
      path.add(root(hashes.subList(0, left)));
    }
    return path;
  }

  /**
   * Whether a path proves that a leaf is in the tree (section 2.1.3.2).
   *
   * @param index index of the leaf, from 0
   * @param size number of leaves in the tree
   */
  public static boolean proves(
      byte[] root, byte[] id, long index, long size, Iterable<byte[]> path) {
    long at = index;
    long last = size - 1;
    if (index < 0 || at > last) {
      return false;
    }
    byte[] hash = leaf(id);
    for (byte[] sibling : path) {
      if (last == 0) {
        return false;
      }
      if ((at & 1) == 1 || at == last) {
        hash = node(sibling, hash);
        while ((at & 1) == 0 && at != 0) {
          at >>= 1;
          last >>= 1;
        }
      } else {
        hash = node(hash, sibling);
      }
      at >>= 1;
      last >>= 1;
    }
    return last == 0 && Arrays.equals(hash, root);
  }

  /** One digest and its buffers, reused for every hash. */
  private static final class Hashes {
    final byte[] leaf = new byte[1 + ID];
    final ByteBuffer leafView = ByteBuffer.wrap(leaf);
    final byte[] current = new byte[Sha256.BYTES];
    private final byte[] node = new byte[1 + 2 * Sha256.BYTES];
    private final MessageDigest sha = Sha256.digest();

    Hashes() {
      node[0] = 1;
    }

    /** Replaces the current hash with the hash of the leaf. */
    void leaf() {
      digest(leaf);
    }

    /**
     * Replaces the current hash with that of the node that has a subtree of the stack to its left.
     */
    void node(byte[] stack, int left) {
      System.arraycopy(stack, left, node, 1, Sha256.BYTES);
      System.arraycopy(current, 0, node, 1 + Sha256.BYTES, Sha256.BYTES);
      digest(node);
    }

    private void digest(byte[] input) {
      try {
        sha.update(input, 0, input.length);
        sha.digest(current, 0, Sha256.BYTES);
      } catch (DigestException e) {
        throw new IllegalStateException("the buffer is too small for a hash", e);
      }
    }
  }

  /**
   * Roots of the complete subtrees so far, at most one per height: the bits of their count state
   * which heights are present. An added hash is merged with the subtrees of its own height.
   */
  private static final class Subtrees {
    private final Hashes hashes;
    private final byte[] stack = new byte[Integer.SIZE * Sha256.BYTES];
    private int count;

    Subtrees(Hashes hashes) {
      this.hashes = hashes;
    }

    /** Adds the current hash. */
    void add() {
      int height = 0;
      while ((count >> height & 1) == 1) {
        hashes.node(stack, height * Sha256.BYTES);
        height++;
      }
      System.arraycopy(hashes.current, 0, stack, height * Sha256.BYTES, Sha256.BYTES);
      count++;
    }

    /**
     * Root hash of everything added; it is also the current hash afterwards, unless nothing was
     * added.
     */
    byte[] root() {
      if (count == 0) {
        return Sha256.digest().digest();
      }
      int height = Integer.numberOfTrailingZeros(count);
      System.arraycopy(stack, height * Sha256.BYTES, hashes.current, 0, Sha256.BYTES);
      for (height++; height < Integer.SIZE && count >> height != 0; height++) {
        if ((count >> height & 1) == 1) {
          hashes.node(stack, height * Sha256.BYTES);
        }
      }
      return hashes.current.clone();
    }
  }
}
