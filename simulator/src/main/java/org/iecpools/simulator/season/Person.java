package org.iecpools.simulator.season;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.WantedPool;
import org.iecpools.simulator.upstream.Ids;
import org.jspecify.annotations.Nullable;

/**
 * The fixed data of a participant: the content of their profiles, and the random generator for
 * their decisions. {@link World} has their state.
 *
 * @param document stands for the person's identity document; null if the portal of the person's
 *     country sends no digest of it
 * @param arrival number of the turn in which the first profile is submitted
 * @param random this person's own random generator, so that other people's decisions do not affect
 *     it
 */
record Person(
    UUID candidateId,
    String citizenship,
    ZoneId zone,
    LocalDate birthDate,
    String residence,
    boolean jobOffer,
    boolean student,
    boolean placement,
    int previousParticipations,
    List<WantedPool> wanted,
    @Nullable UUID document,
    int arrival,
    SplittableRandom random) {

  /** Key of the portal's digests; only the portal has it. */
  private static final byte[] KEY = "simulated portal".getBytes(StandardCharsets.UTF_8);

  /** One person in so many tries to take part with a second candidate id. */
  private static final int ONE_TRIES_TWICE = 60;

  /** Creates a profile of this person with new ids. */
  ProfileSubmitted profile(int season, Instant occurredAt) {
    return ProfileSubmitted.newBuilder()
        .setEventId(Ids.next(random))
        .setOccurredAt(occurredAt)
        .setProfileId(Ids.next(random))
        .setCandidateId(candidateId)
        .setSeason(season)
        .setCitizenship(citizenship)
        .setBirthDate(birthDate)
        .setResidence(residence)
        .setWanted(wanted)
        .setJobOffer(jobOffer)
        .setStudent(student)
        .setPlacement(placement)
        .setPreviousParticipations(previousParticipations)
        .setTimeZone(zone.getId())
        .setIdentityDigest(identityDigest(season))
        .build();
  }

  /**
   * Whether this person tries to take part a second time, under another candidate id. Does not use
   * the random generator, so that everything else is as without the try.
   */
  boolean triesTwice() {
    return document != null
        && Math.floorMod(candidateId.getMostSignificantBits(), ONE_TRIES_TWICE) == 0;
  }

  /** The same person with another candidate id and the same document. */
  Person underAnotherId() {
    var others = new SplittableRandom(candidateId.getLeastSignificantBits());
    return new Person(
        Ids.next(others),
        citizenship,
        zone,
        birthDate,
        residence,
        jobOffer,
        student,
        placement,
        previousParticipations,
        wanted,
        document,
        arrival,
        others);
  }

  /** As docs/upstream.md describes it. */
  private @Nullable ByteBuffer identityDigest(int season) {
    if (document == null) {
      return null;
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
      String text = season + "|" + citizenship + "|" + document;
      return ByteBuffer.wrap(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
