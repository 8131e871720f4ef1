package org.iecpools.events;

/** Announcements of operators, on {@code iec.seasons}. */
public sealed interface SeasonsEvent extends Event
    permits SeasonPlanned, QuotaAnnounced, AnnouncementWithdrawn, PublicationTimeSet {}
