package org.iecpools.simulator.season;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.WantedPool;
import org.iecpools.simulator.upstream.Ids;

/**
 * The fixed data of a participant: the content of their profiles, and the random generator for
 * their decisions. {@link World} has their state.
 *
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
    int arrival,
    SplittableRandom random) {

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
        .build();
  }
}
