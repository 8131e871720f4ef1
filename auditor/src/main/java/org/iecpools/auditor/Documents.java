package org.iecpools.auditor;

import static java.util.Comparator.comparing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfileSubmitted;
import org.jspecify.annotations.Nullable;

/**
 * Checks from the log alone that one identity document was used by one candidate per season. It
 * cannot be found out which candidate was first: the claims to a document are in one order only
 * within pool-service. So each verdict is checked against the profiles that were submitted.
 */
final class Documents {

  private static final String IN_USE = "IDENTITY_IN_USE";

  private record Document(int season, ByteBuffer digest) {}

  private final Map<UUID, LoggedEvent> profiles = new HashMap<>();
  private final Map<Document, Map<UUID, LoggedEvent>> claims = new LinkedHashMap<>();
  private final Map<Document, Map<UUID, LoggedEvent>> entries = new LinkedHashMap<>();
  private final List<IdentityFault> faults = new ArrayList<>();

  private Documents() {}

  /**
   * Everything that is wrong, in log order per rule.
   *
   * @param events in any order, may contain repeats
   */
  static List<IdentityFault> faults(Collection<LoggedEvent> events) {
    Documents documents = new Documents();
    List<LoggedEvent> inOrder =
        events.stream().sorted(comparing(LoggedEvent::position)).distinct().toList();
    inOrder.forEach(documents::claim);
    inOrder.forEach(documents::entry);
    inOrder.forEach(documents::refusal);
    documents.entries.forEach(documents::shared);
    return List.copyOf(documents.faults);
  }

  private void claim(LoggedEvent logged) {
    if (logged.event() instanceof ProfileSubmitted e) {
      // Of two records of a profile, the first is the profile. Both have made their claim.
      profiles.putIfAbsent(e.getProfileId(), logged);
      Document document = document(e);
      if (document != null) {
        claims
            .computeIfAbsent(document, _ -> new LinkedHashMap<>())
            .putIfAbsent(e.getCandidateId(), logged);
      }
    }
  }

  /** Entries from before the field say nothing, so nothing is expected of them. */
  private void entry(LoggedEvent logged) {
    if (!(logged.event() instanceof PoolEntered e) || e.getIdentityChecked() == null) {
      return;
    }
    LoggedEvent profile = profiles.get(e.getProfileId());
    Document document = profile == null ? null : document((ProfileSubmitted) profile.event());
    if (e.getIdentityChecked() != (document != null)) {
      add(
          e.getPool().getSeason(),
          "profile %s entered a pool as %s, but states %s identity document"
              .formatted(
                  e.getProfileId(),
                  e.getIdentityChecked() ? "checked" : "not checked",
                  document == null ? "no" : "an"),
          profile,
          logged);
    }
    if (document != null) {
      entries
          .computeIfAbsent(document, _ -> new LinkedHashMap<>())
          .putIfAbsent(e.getCandidateId(), logged);
    }
  }

  private void refusal(LoggedEvent logged) {
    if (!(logged.event() instanceof ProfileRejected e)
        || e.getReasons().stream().noneMatch(reason -> reason.getCode().equals(IN_USE))) {
      return;
    }
    LoggedEvent profile = profiles.get(e.getProfileId());
    Document document = profile == null ? null : document((ProfileSubmitted) profile.event());
    boolean follows =
        document != null
            && claims.getOrDefault(document, Map.of()).keySet().stream()
                .anyMatch(claimant -> !claimant.equals(e.getCandidateId()));
    if (!follows) {
      add(
          e.getSeason(),
          "profile %s was rejected because its identity document is in use, but %s"
              .formatted(
                  e.getProfileId(),
                  document == null
                      ? "it states none"
                      : "no other candidate of the season has submitted it"),
          profile,
          logged);
    }
  }

  private void shared(Document document, Map<UUID, LoggedEvent> byCandidate) {
    if (byCandidate.size() > 1) {
      faults.add(
          new IdentityFault(
              document.season(),
              "%d candidates entered pools with one identity document: %s"
                  .formatted(
                      byCandidate.size(),
                      String.join(
                          ", ", byCandidate.keySet().stream().map(UUID::toString).toList())),
              List.copyOf(byCandidate.values())));
    }
  }

  private void add(
      int season, String sentence, @Nullable LoggedEvent profile, LoggedEvent verdict) {
    faults.add(
        new IdentityFault(
            season,
            sentence,
            Stream.concat(Stream.ofNullable(profile), Stream.of(verdict)).toList()));
  }

  private static @Nullable Document document(ProfileSubmitted event) {
    ByteBuffer digest = event.getIdentityDigest();
    return digest == null ? null : new Document(event.getSeason(), digest);
  }
}
