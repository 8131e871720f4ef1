package org.iecpools.events;

/** What operators announce, on {@code iec.seasons}. */
public sealed interface SeasonsEvent extends Event
    permits SeasonPlanned, QuotaAnnounced, AnnouncementWithdrawn {}
