package org.iecpools.events;

/**
 * Published rows and publications, on {@code iec.publications}. They are for reading only; nothing
 * is counted from them.
 */
public sealed interface PublicationsRecord permits RowPublished, PublicationMade {}
