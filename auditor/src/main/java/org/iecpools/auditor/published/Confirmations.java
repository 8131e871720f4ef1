package org.iecpools.auditor.published;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.iecpools.transparency.NoteKey;

/**
 * When each witness had confirmed an entry: the time of its earliest cosignature of a checkpoint
 * that includes the entry.
 */
final class Confirmations {

  private final Trust trust;
  private final Map<NoteKey, Instant> times = new LinkedHashMap<>();
  private final List<String> invalid = new ArrayList<>();

  private Confirmations(Trust trust) {
    this.trust = trust;
  }

  /**
   * @param index of the entry
   * @param checkpoints of one version of the log; those without the entry do not count
   */
  static Confirmations of(long index, List<Cosignatures> checkpoints, Trust trust) {
    Confirmations confirmations = new Confirmations(trust);
    checkpoints.stream()
        .filter(checkpoint -> checkpoint.size() > index)
        .forEach(confirmations::add);
    return confirmations;
  }

  /** Adds a checkpoint that includes the entry. */
  void add(Cosignatures checkpoint) {
    checkpoint.times().forEach((witness, time) -> times.merge(witness, time, Confirmations::min));
    invalid.addAll(checkpoint.invalid());
  }

  private static Instant min(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  /** Whether enough witnesses have confirmed the entry at any time. */
  boolean isEnough() {
    return times.size() >= trust.threshold();
  }

  /** Whether enough had before a time. Cosignatures state whole seconds. */
  boolean isEnoughBefore(Instant time) {
    return countBefore(time) >= trust.threshold();
  }

  long countBefore(Instant time) {
    Instant second = time.truncatedTo(ChronoUnit.SECONDS);
    return times.values().stream().filter(confirmed -> confirmed.isBefore(second)).count();
  }

  /** When enough had; empty if they have not. */
  Optional<Instant> since() {
    return trust.threshold() == 0
        ? Optional.empty()
        : times.values().stream().sorted().skip(trust.threshold() - 1L).findFirst();
  }

  /** Every witness with its time. */
  String inWords() {
    String all =
        trust.witnesses().stream()
            .map(
                witness ->
                    times.containsKey(witness)
                        ? "%s at %s".formatted(witness.name(), times.get(witness))
                        : "%s not at all".formatted(witness.name()))
            .collect(Collectors.joining(", "));
    return invalid.isEmpty() ? all : all + "; " + String.join(", ", invalid);
  }
}
