package org.iecpools.invitation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A country whose candidates leave memory as soon as they have no open invitation, even while the
 * pools are open, with the rows of its candidates as the stores would have them. It receives the
 * inputs of a country that keeps all candidates, and has to decide the same.
 */
final class ClosingCountry {

  final Country country;

  /** The rows that a start reads. */
  final Map<UUID, CandidateRow> open = new HashMap<>();

  /** The rows of closed candidates. */
  final Map<UUID, CandidateRow> closed = new HashMap<>();

  private boolean isClosed;

  /**
   * @param country without any state
   */
  ClosingCountry(Country country) {
    this.country = country;
    country.restore(closedRows());
  }

  private ClosedCandidates closedRows() {
    return new ClosedCandidates() {
      @Override
      public Optional<CandidateRow> find(UUID candidateId) {
        return Optional.ofNullable(closed.get(candidateId));
      }

      @Override
      public void forEach(Consumer<CandidateRow> reader) {
        closed.values().forEach(reader);
      }
    };
  }

  /** Restores what another country had stored, after the stored rows of the country itself. */
  void restoreCandidates(ClosingCountry before, StoredCountry stored) {
    open.putAll(before.open);
    closed.putAll(before.closed);
    isClosed = before.isClosed;
    stored.restore(country, isClosed);
    open.values().forEach(country::restore);
  }

  /**
   * Takes an input and checks its outcome; then closes every candidate who can be closed.
   *
   * @param expected the outcome of the same input in a country that keeps all candidates
   */
  void take(Function<Country, Outcome> input, Outcome expected) {
    Outcome outcome = input.apply(country);
    store(outcome);
    assertThat(decided(outcome)).isEqualTo(decided(expected));
    assertThat(rows(outcome)).isEqualTo(rows(expected));
    closeCandidates();
  }

  /** Closes every candidate who can be closed, and checks that this decides nothing. */
  private void closeCandidates() {
    Outcome closing = country.closeCandidates(Instant.MAX, Integer.MAX_VALUE);
    store(closing);
    assertThat(decided(closing)).containsOnly(List.of());
    assertThat(country.hasCandidatesToClose(Instant.MAX)).isFalse();
    if (isClosed) {
      assertThat(open.values()).allSatisfy(row -> assertThat(row.open()).isNotNull());
    }
  }

  /** Everything of an outcome that follows from the input, in a form that can be compared. */
  static List<List<?>> decided(Outcome outcome) {
    return List.of(
        outcome.rounds(),
        outcome.invitations(),
        outcome.pools(),
        outcome.positions(),
        outcome.decisions(),
        outcome.seeds().stream().map(ClosingCountry::text).toList(),
        outcome.drawn().stream().map(round -> HexFormat.of().formatHex(round.header())).toList());
  }

  private static String text(SeedChange change) {
    return switch (change) {
      case SeedChange.Keep(UUID round, byte[] seed) -> round + HexFormat.of().formatHex(seed);
      case SeedChange.Forget(UUID round) -> round.toString();
    };
  }

  private static List<CandidateRow> rows(Outcome outcome) {
    return outcome.changes().stream().map(CandidateChange::row).toList();
  }

  private void store(Outcome outcome) {
    for (CandidateChange change : outcome.changes()) {
      UUID id = change.row().candidateId();
      assertThat(closed.containsKey(id)).isEqualTo(change.wasClosed());
      (change.closed() ? open : closed).remove(id);
      (change.closed() ? closed : open).put(id, change.row());
    }
    if (outcome.country()) {
      isClosed = Boolean.TRUE.equals(country.row().closed());
    }
    assertThat(isClosed).isEqualTo(Boolean.TRUE.equals(country.row().closed()));
  }
}
