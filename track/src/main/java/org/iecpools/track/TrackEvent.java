package org.iecpools.track;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** What a tracker reports. */
public sealed interface TrackEvent {

  /** Address or file that it is about. */
  String from();

  /**
   * Figures are new and on Kafka.
   *
   * @param date that the publication states
   * @param rows number of rows that were not known
   * @param corrections number of rows that replace known ones of this day
   * @param contradictions why figures are flagged, in sentences
   */
  record Published(
      String from, LocalDate date, int rows, int corrections, List<String> contradictions)
      implements TrackEvent {
    public Published {
      contradictions = List.copyOf(contradictions);
    }
  }

  /**
   * Nothing is new.
   *
   * @param date that the publication states; empty if it was not sent again
   */
  record NothingNew(String from, Optional<LocalDate> date, String reason) implements TrackEvent {}

  /**
   * What was fetched is not a publication, and nothing has changed.
   *
   * @param reasons the first of them, in sentences; at least one
   * @param total number of reasons
   * @param isRecorded whether this was recorded now; a repeated refusal is recorded once
   */
  record Refused(String from, List<String> reasons, int total, boolean isRecorded)
      implements TrackEvent {
    public Refused {
      reasons = List.copyOf(reasons);
    }
  }

  /** Nothing could be fetched, or figures could not be written. It is tried again. */
  record Failed(String from, String reason) implements TrackEvent {}
}
