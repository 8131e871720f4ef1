package org.iecpools.invitation.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.iecpools.invitation.domain.CandidateRow;
import org.iecpools.invitation.domain.Decision;
import org.iecpools.invitation.domain.Invitation;

/**
 * What this instance's tasks keep, for reading from outside: the one place that knows where that
 * is. As yet there is one instance.
 */
public final class InvitationReads {

  /** Nobody can tell now: the service starts, or tasks are moving between instances. */
  public static final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unavailable(Throwable cause) {
      super("what is kept cannot be read now", cause);
    }
  }

  /** Finds a store by its name. */
  @FunctionalInterface
  public interface Finder {
    /** The store of all tasks of this instance. */
    <V> ReadOnlyKeyValueStore<String, V> find(String name);
  }

  private final Finder finder;

  /** Reads of what this finder finds. */
  public InvitationReads(Finder finder) {
    this.finder = finder;
  }

  /** A candidate's invitations, of all seasons and countries, in the order of their draws. */
  public List<Invitation> invitations(UUID candidateId) {
    try (KeyValueIterator<String, CandidateRow> rows =
        finder
            .<CandidateRow>find(Stores.CANDIDATES)
            .prefixScan(Stores.prefix(candidateId), new StringSerializer())) {
      List<Invitation> all = new ArrayList<>();
      rows.forEachRemaining(row -> all.addAll(row.value.invitations()));
      return all;
    } catch (InvalidStateStoreException e) {
      throw new Unavailable(e);
    }
  }

  /** One of a candidate's invitations. */
  public Optional<Invitation> invitation(UUID candidateId, UUID invitationId) {
    return invitations(candidateId).stream()
        .filter(invitation -> invitation.id().equals(invitationId))
        .findFirst();
  }

  /** What became of an order for rounds; empty while nothing has. */
  public Optional<Decision> decision(String country, UUID commandId) {
    try {
      return Optional.ofNullable(
          finder.<Decision>find(Stores.DECISIONS).get(Stores.under(country, commandId)));
    } catch (InvalidStateStoreException e) {
      throw new Unavailable(e);
    }
  }
}
