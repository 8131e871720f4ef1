package org.iecpools.events;

/** Profiles that candidates submit or withdraw, on {@code iec.profiles}. */
public sealed interface ProfilesEvent extends CandidateEvent
    permits ProfileSubmitted, ProfileWithdrawn {}
