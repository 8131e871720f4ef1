package org.iecpools.stats.web;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.iecpools.events.ChangeKind;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.PoolId;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.kit.web.Value;

/**
 * Which changes a client wants; all if a part is empty.
 *
 * @param countries codes in upper case
 */
record ChangeFilter(
    Optional<Integer> season,
    Optional<Set<String>> countries,
    Optional<PoolId> pool,
    Optional<Set<ChangeKind>> kinds) {

  static ChangeFilter read(RequestReader in) {
    return new ChangeFilter(
        in.optional("season").season(),
        in.optional("country").countriesOrNames(),
        in.optional("pool").pool(),
        kinds(in.optional("kind")));
  }

  private static Optional<Set<ChangeKind>> kinds(Value value) {
    List<ChangeKind> known = Value.known(ChangeKind.class);
    return value.as(
        FaultCode.UNKNOWN_VALUE,
        "one or several, separated by commas, of "
            + known.stream().map(Enum::name).collect(Collectors.joining(", ")),
        text -> {
          List<String> names = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
          Set<ChangeKind> kinds =
              known.stream()
                  .filter(kind -> names.stream().anyMatch(kind.name()::equalsIgnoreCase))
                  .collect(Collectors.toSet());
          boolean areKnown =
              names.stream()
                  .allMatch(
                      name -> known.stream().anyMatch(kind -> kind.name().equalsIgnoreCase(name)));
          return areKnown ? Optional.of(kinds) : Optional.empty();
        });
  }

  /** Whether the client wants a change. */
  boolean includes(ChangeMade change) {
    PoolId of = change.getPool();
    return season.map(year -> Objects.equals(change.getSeason(), year)).orElse(true)
        && countries.map(codes -> of != null && codes.contains(of.getCountry())).orElse(true)
        && pool.map(wanted -> wanted.equals(of)).orElse(true)
        && kinds.map(wanted -> wanted.contains(change.getKind())).orElse(true);
  }
}
