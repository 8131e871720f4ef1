package org.iecpools.forecast;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.iecpools.feed.ChanceWord;

/** What a forecast assumes, in words. */
final class ForecastText {

  private ForecastText() {}

  static List<String> assumptions(
      Situation situation, Optional<PoolWeek> last, int seen, int rounds) {
    var sentences = new ArrayList<String>();
    sentences.add(
        situation.word() == ChanceWord.NOT_APPLICABLE
            ? "IRCC states no chance for the next round, so an even one is the starting point."
            : "IRCC calls the chance in the next round %s.".formatted(quoted(situation.word())));
    sentences.add(
        seen == 0
            ? "No earlier week was seen, so the words have the meaning that IRCC gives them."
            : "What the words mean in this pool is learned from %,d earlier weeks of all pools, the latest counting most."
                .formatted(seen));
    last.ifPresent(
        week ->
            sentences.add(
                "From %s to %s, %s of this pool's candidates were invited, after the word %s."
                    .formatted(
                        week.situation().date(),
                        week.until(),
                        percent(week.share()),
                        quoted(week.situation().word()))));
    sentences.add(
        "Until the season's end there are %d weekly rounds, each with the chance of the next one."
            .formatted(rounds));
    situation
        .spots()
        .ifPresent(
            spots ->
                sentences.add(
                    "%,d spots are left for %,d candidates; 6 of 10 invitations use a spot."
                        .formatted(spots, situation.candidates())));
    sentences.add("The candidate stays in the pool, and everyone in it has the same chance.");
    return sentences;
  }

  private static String quoted(ChanceWord word) {
    return "\"" + word.text() + "\"";
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }
}
