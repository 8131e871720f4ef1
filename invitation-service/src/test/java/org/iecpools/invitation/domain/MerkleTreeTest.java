package org.iecpools.invitation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {

  @Test
  void theTreeOverNothingIsTheHashOfNothing() {
    assertThat(HexFormat.of().formatHex(MerkleTree.over(ProfileIds.of(List.of())).root()))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  /** The expected values come from Python's hashlib and the definition, not from this code. */
  @Test
  void theTreesOfAFewLeavesAreThoseOfTheDefinition() {
    assertThat(root(1))
        .isEqualTo("0a88111852095cae045340ea1f0b279944b2a756a213d9b50107d7489771e159");
    assertThat(root(3))
        .isEqualTo("0db7f502a3f80f901afe8e6a33ed11ed8264a56a93bbd5ad2be32ab2207ae43f");
    assertThat(root(7))
        .isEqualTo("b1858b17eabe3efad69d315c6e95340b4c19170cdb710d55de20f085afda360f");
  }

  private static String root(int leaves) {
    return HexFormat.of()
        .formatHex(
            MerkleTree.over(
                    ProfileIds.of(
                        IntStream.range(0, leaves).mapToObj(i -> new UUID(0, i)).toList()))
                .root());
  }

  @Test
  void theRootIsThatOfTheNaiveRecursion() throws Exception {
    for (int size : sizes()) {
      List<byte[]> leaves = leaves(ids(size));

      assertThat(MerkleTree.over(ids(size)).root()).as("%s leaves", size).isEqualTo(naive(leaves));
    }
  }

  @Test
  void everyPathProvesItsLeafAndNothingElse() throws Exception {
    for (int size : List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 32, 33)) {
      ProfileIds ids = ids(size);
      List<byte[]> hashes = leaves(ids).stream().map(MerkleTree::leaf).toList();
      byte[] root = MerkleTree.over(ids).root();
      for (int i = 0; i < size; i++) {
        List<byte[]> path = MerkleTree.path(i, hashes);
        byte[] leaf = ids.bytes(i, i + 1);
        assertThat(MerkleTree.proves(root, leaf, i, size, path)).isTrue();
        assertThat(MerkleTree.proves(root, leaf, (i + 1) % (size + 1), size, path)).isFalse();
        assertThat(MerkleTree.proves(root, new byte[16], i, size, path)).isFalse();
        assertThat(MerkleTree.proves(new byte[32], leaf, i, size, path)).isFalse();
        List<byte[]> longer = new ArrayList<>(path);
        longer.add(new byte[32]);
        assertThat(MerkleTree.proves(root, leaf, i, size, longer)).isFalse();
      }
    }
  }

  @Test
  void aProfileIsProvedFromTheHeaderAndOneChunk() {
    for (int size : List.of(1, 4095, 4096, 4097, 8192, 12_345)) {
      ProfileIds ids = ids(size);
      MerkleTree tree = MerkleTree.over(ids);
      DrawnProfiles drawn = new DrawnProfiles(new UUID(1, 1), ids, tree);
      byte[] header = drawn.header();
      for (int i :
          new int[] {0, size / 2, Math.min(4095, size - 1), Math.min(4096, size - 1), size - 1}) {
        UUID profile = ids.get(i);
        int chunk = DrawnProfiles.chunkOf(header, profile).orElseThrow();

        DrawnProfiles.Inclusion proof =
            DrawnProfiles.inclusion(header, chunk, drawn.chunk(chunk), profile).orElseThrow();

        assertThat(proof.index()).isEqualTo(i);
        assertThat(MerkleTree.proves(tree.root(), ids.bytes(i, i + 1), i, size, proof.path()))
            .as("leaf %s of %s", i, size)
            .isTrue();
      }
    }
  }

  @Test
  void aProfileThatCouldNotBeDrawnIsInNoChunk() {
    ProfileIds ids = ids(5000);
    DrawnProfiles drawn = new DrawnProfiles(new UUID(1, 1), ids, MerkleTree.over(ids));
    UUID stranger = new UUID(ids.get(4500).getMostSignificantBits(), 7);

    int chunk = DrawnProfiles.chunkOf(drawn.header(), stranger).orElseThrow();

    assertThat(DrawnProfiles.inclusion(drawn.header(), chunk, drawn.chunk(chunk), stranger))
        .isEmpty();
    assertThat(DrawnProfiles.chunkOf(drawn.header(), new UUID(0, 0))).isEmpty();
  }

  private static List<Integer> sizes() {
    List<Integer> sizes = new ArrayList<>(IntStream.rangeClosed(1, 70).boxed().toList());
    sizes.addAll(List.of(4095, 4096, 4097, 8191, 8192, 8193, 12_289, 20_000));
    return sizes;
  }

  private static ProfileIds ids(int size) {
    Random random = new Random(size);
    return ProfileIds.of(
        IntStream.range(0, size)
            .mapToObj(_ -> new UUID(random.nextLong(), random.nextLong()))
            .toList());
  }

  private static List<byte[]> leaves(ProfileIds ids) {
    return IntStream.range(0, ids.size()).mapToObj(i -> ids.bytes(i, i + 1)).toList();
  }

  /** RFC 9162, section 2.1.1, implemented literally. */
  private static byte[] naive(List<byte[]> leaves) throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    if (leaves.size() == 1) {
      sha.update((byte) 0);
      return sha.digest(leaves.getFirst());
    }
    int k = 1;
    while (k * 2 < leaves.size()) {
      k *= 2;
    }
    byte[] left = naive(leaves.subList(0, k));
    byte[] right = naive(leaves.subList(k, leaves.size()));
    sha.update((byte) 1);
    sha.update(left);
    sha.update(right);
    return sha.digest();
  }
}
