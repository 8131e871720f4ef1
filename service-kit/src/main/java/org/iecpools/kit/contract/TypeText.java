package org.iecpools.kit.contract;

import org.jspecify.annotations.Nullable;

/**
 * A piece of the text that describes a type.
 *
 * @param href address of the type that the text names; null if it names none
 */
record TypeText(String text, @Nullable String href) {

  static TypeText plain(String text) {
    return new TypeText(text, null);
  }

  /** The name of a type of the same page. */
  static TypeText named(String name) {
    return new TypeText(name, "#type-" + name);
  }
}
