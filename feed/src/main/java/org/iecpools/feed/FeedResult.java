package org.iecpools.feed;

import java.util.List;

/** What reading a file gives: publications or faults, never both. */
public sealed interface FeedResult {

  /**
   * A file that could be read completely.
   *
   * @param publications at least one, ascending by date; exactly one from XML
   * @param notes what was ignored, in sentences
   */
  record Read(List<Publication> publications, List<String> notes) implements FeedResult {
    public Read {
      publications = List.copyOf(publications);
      notes = List.copyOf(notes);
    }
  }

  /**
   * A file with faults.
   *
   * @param faults the first 1,000 of them, at least one, by line
   * @param total their number, as far as the file was read
   */
  record Refused(List<FeedFault> faults, int total) implements FeedResult {
    public Refused {
      faults = List.copyOf(faults);
    }
  }
}
