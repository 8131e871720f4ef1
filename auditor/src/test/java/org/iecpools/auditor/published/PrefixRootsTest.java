package org.iecpools.auditor.published;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.iecpools.transparency.Checkpoint;
import org.iecpools.transparency.Hash;
import org.iecpools.transparency.MerkleTree;

class PrefixRootsTest {

  private static List<byte[]> entries(int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> ByteBuffer.allocate(4).putInt(i).array())
        .toList();
  }

  private static Hash root(List<byte[]> entries) {
    return MerkleTree.rootOf(entries.stream().map(Hash::leaf).toList());
  }

  @Property(tries = 100)
  void everyPrefixHasTheRootOfItsTree(
      @ForAll @IntRange(max = 70) int size, @ForAll @IntRange(max = 70) int prefix) {
    List<byte[]> entries = entries(size);
    PrefixRoots roots = new PrefixRoots(entries);
    Checkpoint checkpoint = Checkpoint.of("log", prefix, root(entries(prefix)));

    assertThat(roots.include(checkpoint)).isEqualTo(prefix <= size);
    assertThat(roots.include(Checkpoint.of("log", prefix, Hash.leaf(new byte[1])))).isFalse();
  }
}
