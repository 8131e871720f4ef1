package org.iecpools.invitation.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
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
    return state.<CandidateRow, List<Invitation>>read(
        Stores.CANDIDATES,
        store -> {
          List<Invitation> all = new ArrayList<>();
          try (KeyValueIterator<String, CandidateRow> rows =
              store.prefixScan(Stores.prefix(candidateId), new StringSerializer())) {
            rows.forEachRemaining(row -> all.addAll(row.value.invitations()));
          }
          return all;
        });
  }

  /** One of a candidate's invitations. */
  public Optional<Invitation> invitation(UUID candidateId, UUID invitationId) {
    return invitations(candidateId).stream()
        .filter(invitation -> invitation.id().equals(invitationId))
        .findFirst();
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

  /** Result of an order for rounds; empty until it is decided. */
  public Optional<OrderOutcome> decision(String country, UUID commandId) {
    return state.<OrderOutcome, Optional<OrderOutcome>>read(
        Stores.DECISIONS,
        store -> Optional.ofNullable(store.get(Stores.under(country, commandId))));
  }
}
