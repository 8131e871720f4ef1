package org.iecpools.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares roots and proofs with the definition of RFC 6962, and with vectors of others. */
class MerkleTest {

  private static final int MAX = 300;

  private final List<Hash> leaves = new ArrayList<>();
  private final Map<List<Integer>, Hash> roots = new HashMap<>();

  MerkleTest() {
    for (int i = 0; i < MAX; i++) {
      leaves.add(Hash.leaf(("entry " + i).getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** The definition, literally. */
  private Hash naive(int from, int to) {
    if (to == from) {
      return Hash.EMPTY_TREE;
    }
    if (to - from == 1) {
      return leaves.get(from);
    }
    List<Integer> range = List.of(from, to);
    Hash known = roots.get(range);
    if (known == null) {
      int left = 1;
      while (left * 2 < to - from) {
        left *= 2;
      }
      known = Hash.node(naive(from, from + left), naive(from + left, to));
      roots.put(range, known);
    }
    return known;
  }

  private MerkleTree tree(int size) {
    return new MerkleTree(
        size, (level, index) -> naive((int) (index << level), (int) ((index + 1) << level)));
  }

  @Test
  void theTreeOfTheReferenceImplementationHasItsRoots() {
    List<Hash> known =
        Stream.of(
                "",
                "00",
                "10",
                "2021",
                "3031",
                "40414243",
                "5051525354555657",
                "606162636465666768696a6b6c6d6e6f")
            .map(hex -> Hash.leaf(HexFormat.of().parseHex(hex)))
            .toList();
    leaves.clear();
    leaves.addAll(known);

    assertThat(tree(0).root().hex())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(tree(1).root().hex())
        .isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    assertThat(tree(8).root().hex())
        .isEqualTo("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
  }

  @Test
  void rootsAreThoseOfTheDefinitionForAllSizes() {
    for (int size = 0; size <= MAX; size++) {
      assertThat(tree(size).root()).isEqualTo(naive(0, size));
    }
  }

  @Test
  void everyInclusionIsProvedAndNoOtherLeafOrPosition() {
    for (int size = 1; size <= MAX; size++) {
      Hash root = naive(0, size);
      for (int index = 0; index < size; index++) {
        List<Hash> proof = tree(size).inclusionOf(index);
        assertThat(MerkleProofs.includes(index, leaves.get(index), size, root, proof)).isTrue();
        int other = (index + 1) % size;
        if (size > 1) {
          assertThat(MerkleProofs.includes(index, leaves.get(other), size, root, proof)).isFalse();
          assertThat(MerkleProofs.includes(other, leaves.get(index), size, root, proof)).isFalse();
        }
      }
    }
  }

  @Test
  void everyEarlierTreeIsProvedAndNoOther() {
    for (int size = 0; size <= MAX; size++) {
      Hash root = naive(0, size);
      for (int old = 0; old <= size; old++) {
        List<Hash> proof = tree(size).consistencyWith(old);
        Hash oldRoot = naive(0, old);
        assertThat(MerkleProofs.areConsistent(old, oldRoot, size, root, proof)).isTrue();
        assertThat(proof.size()).isLessThanOrEqualTo(AddCheckpointRequest.MAX_PROOF_LINES);
        Hash wrong = Hash.leaf(oldRoot.bytes());
        assertThat(MerkleProofs.areConsistent(old, wrong, size, root, proof)).isFalse();
        if (old > 0) {
          assertThat(MerkleProofs.areConsistent(old, oldRoot, size, wrong, proof)).isFalse();
          List<Hash> longer = Stream.concat(proof.stream(), Stream.of(oldRoot)).toList();
          assertThat(MerkleProofs.areConsistent(old, oldRoot, size, root, longer)).isFalse();
        }
      }
    }
  }

  @Test
  void theVectorsOfTransparencyDevAreJudgedAsThere() {
    List<String> vectors =
        Recorded.text("merkle-vectors.txt").lines().filter(line -> !line.startsWith("#")).toList();
    int valid = 0;
    for (String vector : vectors) {
      String[] fields = vector.split("\\|", -1);
      boolean isValid = judge(fields);
      assertThat(isValid).as(vector).isEqualTo(fields[6].equals("valid"));
      valid += isValid ? 1 : 0;
    }
    assertThat(vectors).hasSize(170);
    assertThat(valid).isEqualTo(11);
  }

  private static boolean judge(String[] fields) {
    try {
      List<Hash> proof =
          fields[5].isEmpty()
              ? List.of()
              : Stream.of(fields[5].split(",", -1)).map(Hash::ofBase64).toList();
      long first = Long.parseUnsignedLong(fields[1]);
      long size = Long.parseUnsignedLong(fields[2]);
      Hash left = Hash.ofBase64(fields[3]);
      Hash right = Hash.ofBase64(fields[4]);
      return fields[0].equals("inclusion")
          ? MerkleProofs.includes(first, right, size, left, proof)
          : MerkleProofs.areConsistent(first, left, size, right, proof);
    } catch (Malformed _) {
      return false;
    }
  }

  @Test
  void proofsForTheLargestSizesEndAtOnce() {
    Hash hash = leaves.getFirst();
    List<Hash> longest = Collections.nCopies(63, hash);

    assertThat(MerkleProofs.areConsistent(1, hash, Long.MAX_VALUE, hash, longest)).isFalse();
    assertThat(MerkleProofs.areConsistent(Long.MAX_VALUE - 1, hash, Long.MAX_VALUE, hash, longest))
        .isFalse();
    assertThat(MerkleProofs.includes(Long.MAX_VALUE - 1, hash, Long.MAX_VALUE, hash, longest))
        .isFalse();
    assertThat(MerkleProofs.includes(-1, hash, Long.MAX_VALUE, hash, longest)).isFalse();
    assertThat(MerkleProofs.areConsistent(-1, hash, 1, hash, List.of())).isFalse();
    assertThat(MerkleProofs.areConsistent(2, hash, 1, hash, List.of())).isFalse();
    assertThat(MerkleProofs.areConsistent(0, hash, 0, hash, List.of())).isFalse();
    assertThat(MerkleProofs.areConsistent(0, hash, 1, hash, List.of())).isFalse();
  }

  @Test
  void aLeafOrTreeThatDoesNotExistHasNoProof() {
    assertThatThrownBy(() -> tree(5).inclusionOf(5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tree(5).inclusionOf(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tree(5).consistencyWith(6))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MerkleTree(-1, (_, _) -> leaves.getFirst()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
