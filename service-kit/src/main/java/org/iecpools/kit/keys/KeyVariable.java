package org.iecpools.kit.keys;

import java.util.List;

/** Secret keys in an environment variable, for orchestrators that inject secrets. */
public record KeyVariable(String name, String value) implements KeySource {

  @Override
  public List<SecretKey> load() {
    return KeySource.parse(value, place());
  }

  @Override
  public String place() {
    return "the environment variable " + name;
  }

  @Override
  public String toString() {
    return place();
  }
}
