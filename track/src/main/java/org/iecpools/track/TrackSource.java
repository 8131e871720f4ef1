package org.iecpools.track;

import java.net.URI;
import java.nio.file.Path;

/** Where published figures are fetched from. */
public sealed interface TrackSource {

  /**
   * A file of the feed or of CSV, or a directory with such files ({@code .xml} and {@code .csv}).
   */
  record Files(Path path) implements TrackSource {}

  /** The feed at an address. */
  record Address(URI url) implements TrackSource {}
}
