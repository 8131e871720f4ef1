package org.iecpools.events;

/** What was published, on {@code iec.publications}: for reading, not for counting. */
public sealed interface PublicationsEvent permits RowPublished, PublicationMade {}
