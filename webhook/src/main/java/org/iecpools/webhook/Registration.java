package org.iecpools.webhook;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.iecpools.domain.Reference;
import org.iecpools.domain.Texts;
import org.iecpools.events.ChangeKind;

/**
 * What an operator asks for, as text.
 *
 * @param kinds names of kinds; empty for all
 * @param season year; empty for all
 * @param country code or name; empty for all
 * @param allowPrivate whether http and addresses of private networks are allowed
 */
public record Registration(
    String url,
    List<String> kinds,
    Optional<String> season,
    Optional<String> country,
    boolean allowPrivate) {

  public Registration {
    kinds = List.copyOf(kinds);
  }

  /** What is wrong with it; empty if nothing is. The host is looked up. */
  public List<String> faults() throws InterruptedException {
    return faults(Addresses.usual());
  }

  List<String> faults(Addresses addresses) throws InterruptedException {
    List<String> faults = new ArrayList<>(addresses.faults(url, allowPrivate));
    kinds.stream()
        .filter(kind -> kind(kind).isEmpty())
        .forEach(
            kind ->
                faults.add(
                    "--kind %s is not known; expected one or several of %s"
                        .formatted(
                            Texts.escaped(kind),
                            known().stream().map(Enum::name).collect(Collectors.joining(", ")))));
    season
        .filter(text -> year(text).isEmpty())
        .ifPresent(
            text ->
                faults.add(
                    "--season %s is not a year, such as 2026".formatted(Texts.escaped(text))));
    country
        .filter(text -> code(text).isEmpty())
        .ifPresent(
            text ->
                faults.add(
                    "--country %s is not a country of the programme, such as IE"
                        .formatted(Texts.escaped(text))));
    return faults;
  }

  /** Only if there are no faults. */
  URI address() {
    return URI.create(url);
  }

  /** Only if there are no faults. */
  ChangeFilter filter() {
    Set<String> names =
        kinds.stream().map(name -> kind(name).orElseThrow().name()).collect(Collectors.toSet());
    return new ChangeFilter(
        names, season.flatMap(Registration::year), country.flatMap(Registration::code));
  }

  private static List<ChangeKind> known() {
    return Arrays.stream(ChangeKind.values()).filter(kind -> kind != ChangeKind.UNKNOWN).toList();
  }

  private static Optional<ChangeKind> kind(String text) {
    String name = text.strip().toUpperCase(Locale.ROOT).replace('-', '_');
    return known().stream().filter(kind -> kind.name().equals(name)).findFirst();
  }

  private static Optional<Integer> year(String text) {
    return text.matches("2[0-9]{3}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
  }

  private static Optional<String> code(String text) {
    return Reference.shipped().country(text);
  }
}
