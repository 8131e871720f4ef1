package org.iecpools.invitation.stream;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;
import org.iecpools.events.PoolIds;
import org.iecpools.invitation.domain.CandidateRow;
import org.iecpools.invitation.domain.DrawnProfiles;
import org.iecpools.invitation.domain.DrawnProfiles.Inclusion;
import org.iecpools.invitation.domain.Invitation;
import org.iecpools.invitation.domain.OrderOutcome;
import org.iecpools.kit.stream.LocalState;

/**
 * Reads the state of this instance's tasks. All methods throw {@link
 * org.iecpools.kit.web.Unavailable} while it cannot be read.
 */
public final class InvitationReads {

  /** A store whose tasks' inputs are keyed by season/country, used to find a country's owner. */
  public static final String BY_COUNTRY = Stores.DECISIONS;

  private final LocalState state;

  /** Creates reads of a state. */
  public InvitationReads(LocalState state) {
    this.state = state;
  }

  /** A candidate's invitations in all seasons and countries of this instance's tasks. */
  public List<Invitation> invitations(UUID candidateId) {
    // The open store a second time, because a row may have moved there in between.
    Map<String, CandidateRow> rows = new LinkedHashMap<>();
    Stream.of(open(candidateId), closed(candidateId), open(candidateId))
        .flatMap(List::stream)
        .forEach(row -> rows.put(PoolIds.country(row.season(), row.country()), row));
    return rows.values().stream().flatMap(row -> row.invitations().stream()).toList();
  }

  /** One of a candidate's invitations. */
  public Optional<Invitation> invitation(UUID candidateId, UUID invitationId) {
    return in(open(candidateId), invitationId)
        .or(() -> in(closed(candidateId), invitationId))
        .or(() -> in(open(candidateId), invitationId));
  }

  private static Optional<Invitation> in(List<CandidateRow> rows, UUID invitationId) {
    return rows.stream()
        .flatMap(row -> row.invitations().stream())
        .filter(invitation -> invitation.id().equals(invitationId))
        .findFirst();
  }

  private List<CandidateRow> open(UUID candidateId) {
    return state.<CandidateRow, List<CandidateRow>>read(
        Stores.CANDIDATES, store -> CandidateStores.open(store, candidateId));
  }

  private List<CandidateRow> closed(UUID candidateId) {
    return state.<byte[], List<CandidateRow>>read(
        Stores.CLOSED_CANDIDATES, store -> CandidateStores.closed(store, candidateId));
  }

  /**
   * Header of the profiles that could be drawn in a round; empty if the round was not drawn here.
   */
  public Optional<byte[]> drawn(String country, UUID roundId) {
    return state.<byte[], Optional<byte[]>>read(
        Stores.DRAWN, store -> Optional.ofNullable(store.get(Stores.under(country, roundId))));
  }

  /**
   * Proof that a profile could be drawn in a round; empty if it could not.
   *
   * @param header header of the drawable profiles
   */
  public Optional<Inclusion> inclusion(
      String country, UUID roundId, byte[] header, UUID profileId) {
    OptionalInt chunk = DrawnProfiles.chunkOf(header, profileId);
    return chunk.isEmpty()
        ? Optional.empty()
        : state.<byte[], Optional<Inclusion>>read(
            Stores.DRAWN,
            store ->
                DrawnProfiles.inclusion(
                    header,
                    chunk.getAsInt(),
                    store.get(Stores.chunk(country, roundId, chunk.getAsInt())),
                    profileId));
  }

  /**
   * A chunk of the profiles that could be drawn in a round, or of their pseudonyms.
   *
   * @param number from 0, below {@link DrawnProfiles#chunks(byte[])} of the header
   */
  public byte[] drawn(String country, UUID roundId, int number) {
    return state.<byte[], byte[]>read(
        Stores.DRAWN, store -> store.get(Stores.chunk(country, roundId, number)));
  }

  /** Result of an order for rounds; empty until it is decided. */
  public Optional<OrderOutcome> decision(String country, UUID commandId) {
    return state.<OrderOutcome, Optional<OrderOutcome>>read(
        Stores.DECISIONS,
        store -> Optional.ofNullable(store.get(Stores.under(country, commandId))));
  }
}
