package org.iecpools.transparency;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One file of a log in the format tlog-tiles: up to 256 consecutive hashes of a level, or the
 * entries themselves.
 *
 * @param level of hashes, 0 are leaves; {@link #ENTRIES} for a bundle of entries
 * @param index position among the tiles of the level
 * @param width number of hashes or entries, from 1 to 256
 */
record Tile(int level, long index, int width) {

  static final int HEIGHT = 8;
  static final int FULL = 1 << HEIGHT;
  static final int ENTRIES = -1;

  private static final int GROUP = 1000;

  Tile {
    if (width < 1 || width > FULL) {
      throw new IllegalArgumentException("a tile has from 1 to 256 hashes, not " + width);
    }
  }

  /** The tile that contains a hash of a level, as wide as in a tree of this size. */
  static Tile at(int level, long position, long size) {
    long count = countAt(level, size);
    long index = position >>> HEIGHT;
    return new Tile(level, index, (int) Math.min(FULL, count - (index << HEIGHT)));
  }

  /** The number of hashes that a tree of this size has on a level. */
  static long countAt(int level, long size) {
    int shift = level == ENTRIES ? 0 : level * HEIGHT;
    return shift >= Long.SIZE ? 0 : size >>> shift;
  }

  /** Where the tile is, relative to the prefix of the log. */
  String path() {
    String directory = level == ENTRIES ? "entries" : Integer.toString(level);
    List<String> groups = new ArrayList<>();
    groups.addFirst("%03d".formatted(index % GROUP));
    for (long rest = index / GROUP; rest > 0; rest /= GROUP) {
      groups.addFirst("x%03d".formatted(rest % GROUP));
    }
    String path = "tile/" + directory + "/" + String.join("/", groups);
    return width == FULL ? path : path + ".p/" + width;
  }

  /** The full tile that replaces this one when the log has grown; empty if it is full. */
  Optional<Tile> full() {
    return width == FULL ? Optional.empty() : Optional.of(new Tile(level, index, FULL));
  }
}
