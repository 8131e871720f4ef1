package org.iecpools.events;

/** What candidates submit, on {@code iec.profiles}. */
public sealed interface ProfilesEvent extends CandidateEvent
    permits ProfileSubmitted, ProfileWithdrawn {}
