package org.iecpools.forecast;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.iecpools.feed.Contradiction;
import org.iecpools.feed.Contradiction.DateOfAnotherWeek;
import org.iecpools.feed.Contradiction.PreviousWeekAgain;
import org.iecpools.feed.Contradictions;
import org.iecpools.feed.Publication;

/** Chooses the publications from which can be learned. */
public final class UsableWeeks {

  private UsableWeeks() {}

  /**
   * The publications of a season that others have published, ascending: of several with the same
   * date the first, and none that repeats an earlier week under a new date.
   *
   * @param publications of one season, in any order
   */
  public static List<Publication> of(List<Publication> publications) {
    return withoutRepeated(ordered(publications, _ -> {}), _ -> {});
  }

  /** One publication per date, ascending. */
  static List<Publication> ordered(List<Publication> publications, Consumer<String> notes) {
    var byDate = new TreeMap<LocalDate, Publication>();
    for (Publication publication : publications) {
      Publication first = byDate.putIfAbsent(publication.date(), publication);
      if (first != null) {
        Contradictions.of(publication, List.of(first)).stream()
            .filter(DateOfAnotherWeek.class::isInstance)
            .map(Contradiction::sentence)
            .forEach(sentence -> notes.accept(sentence + " The one that was read first is used."));
      }
    }
    return List.copyOf(byDate.values());
  }

  /** The figures of an earlier week under a new date would look like a week without rounds. */
  static List<Publication> withoutRepeated(List<Publication> season, Consumer<String> notes) {
    List<Publication> kept = new ArrayList<>();
    for (Publication publication : season) {
      Optional<String> repeated =
          Contradictions.of(publication, kept).stream()
              .filter(PreviousWeekAgain.class::isInstance)
              .map(Contradiction::sentence)
              .findFirst();
      repeated.ifPresent(sentence -> notes.accept(sentence + " It is left out."));
      if (repeated.isEmpty()) {
        kept.add(publication);
      }
    }
    return kept;
  }
}
