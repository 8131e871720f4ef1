package org.iecpools.kit.web;

import java.util.List;

/**
 * What the management port of a service serves in addition to the actuator.
 *
 * @param own paths that exist on the management port only, with everything below them
 * @param shared paths that exist on both ports, with everything below them and the same rules of
 *     access
 */
public record ManagementPaths(List<String> own, List<String> shared) {

  /** Of a service that serves nothing else there. */
  static final ManagementPaths NONE = new ManagementPaths(List.of(), List.of());

  public ManagementPaths {
    own = List.copyOf(own);
    shared = List.copyOf(shared);
  }

  /** Whether a path is one of these or below one of them. */
  static boolean has(List<String> these, String path) {
    return these.stream().anyMatch(it -> path.equals(it) || path.startsWith(it + "/"));
  }
}
