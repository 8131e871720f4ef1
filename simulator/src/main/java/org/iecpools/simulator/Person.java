package org.iecpools.simulator;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.WantedPool;

/**
 * The fixed data of a participant: the content of their profiles, and the random generator for
 * their decisions. {@link World} has their state.
 *
 * @param arrival number of the turn in which the first profile is submitted
 * @param dice this person's own random generator, so that other people's decisions do not affect it
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
    SplittableRandom dice) {

  /** Creates a profile of this person with new ids. */
  ProfileSubmitted profile(int season, Instant occurredAt) {
    return ProfileSubmitted.newBuilder()
        .setEventId(Ids.next(dice))
        .setOccurredAt(occurredAt)
        .setProfileId(Ids.next(dice))
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
