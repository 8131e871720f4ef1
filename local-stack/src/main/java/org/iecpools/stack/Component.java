package org.iecpools.stack;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The processes of a stack, in the order in which they start. */
public enum Component {
  BROKER("broker"),
  REGISTRY("registry"),
  PROFILE_SERVICE("profile-service"),
  POOL_SERVICE("pool-service"),
  INVITATION_SERVICE("invitation-service"),
  STATS_SERVICE("stats-service");

  private final String label;

  Component(String label) {
    this.label = label;
  }

  /** The name in messages and files, such as {@code pool-service}. */
  public String label() {
    return label;
  }

  /**
   * The component with this label.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Component labelled(String label) {
    return Arrays.stream(values())
        .filter(component -> component.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is not a component; the components are %s"
                        .formatted(
                            label,
                            Arrays.stream(values())
                                .map(Component::label)
                                .collect(Collectors.joining(", ")))));
  }
}
