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
 * Somebody who takes part, as born: what the forms will say, and the dice by which all decisions
 * fall. What becomes of them is in {@link World}.
 *
 * @param arrival number of the turn in which the first profile is submitted
 * @param dice this person's own, so that what others do changes nothing here
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

  /** A profile with a new identity, as this person would fill it in. */
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
