package org.iecpools.events;

/**
 * What {@code iec track} fetched, on {@code iec.published}. Others have counted these figures, so
 * they are no events of this system's flow.
 */
public sealed interface PublishedRecord permits FiguresPublished, PublicationRefused {

  /** Who publishes the figures. */
  String getSource();
}
