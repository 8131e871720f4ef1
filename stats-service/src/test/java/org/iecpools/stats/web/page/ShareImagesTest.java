package org.iecpools.stats.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.POOL;
import static org.iecpools.stats.domain.Story.entered;
import static org.iecpools.stats.domain.Story.plan;
import static org.iecpools.stats.domain.Story.quota;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.iecpools.events.Event;
import org.iecpools.events.Pause;
import org.iecpools.events.QuotaKind;
import org.iecpools.stats.domain.PoolOverview;
import org.iecpools.stats.domain.Rating;
import org.iecpools.stats.domain.StatsInMemory;
import org.iecpools.stats.domain.View;
import org.iecpools.stats.web.TableRow;
import org.iecpools.stats.web.page.share.ShareImage;
import org.iecpools.stats.web.page.share.ShareImage.Value;
import org.junit.jupiter.api.Test;

class ShareImagesTest {

  private static final Instant LAST = NOON.plus(Duration.ofDays(28));
  private static final Instant NOW = NOON.plus(Duration.ofDays(1));
  private static final Texts ENGLISH = Texts.of(Language.ENGLISH);

  private static PoolLine line(Instant now, Event... events) {
    PoolOverview overview = StatsInMemory.with(events).dashboard.overview(POOL, View.live(now));
    return new PoolLine(TableRow.of(overview), Optional.of(overview), new TreeMap<>());
  }

  private static ShareImage image(Event... events) {
    return ShareImages.image(ENGLISH, line(NOW, events), NOW);
  }

  private static Event[] twelve() {
    List<Event> events = new ArrayList<>(List.of(quota(2), plan(NOON, LAST)));
    for (int i = 1; i <= 12; i++) {
      events.add(entered(i));
    }
    return events.toArray(Event[]::new);
  }

  @Test
  void itHasTheAnswerOfThePage() {
    assertThat(image(twelve()))
        .isEqualTo(
            new ShareImage(
                "IEC pools",
                "Ireland, Working Holiday",
                "Season 2026 · Open",
                new Value("Chance in the next round", "Low, 33%"),
                Rating.LOW,
                new Value("Candidates", "12"),
                new Value("Next round", "Wednesday, January 21, 13:00 in Toronto"),
                "Numbers of January 15, 2026, in Toronto"));
    assertThat(ShareImages.image(Texts.of(Language.FRENCH), line(NOW, twelve()), NOW).main())
        .isEqualTo(new Value("Chances à la prochaine ronde", "Faibles, 33\u00a0%"));
  }

  @Test
  void anEmptyPoolHasNoPercentage() {
    assertThat(image(quota(5), plan(NOON, LAST)).main().text()).isEqualTo("Excellent");
  }

  @Test
  void aPoolWithoutAChanceHasItsState() {
    assertThat(image(quota(QuotaKind.TO_BE_ANNOUNCED), plan(NOON, LAST), entered(1)))
        .extracting(ShareImage::season, image -> image.main().text(), image -> image.right().text())
        .containsExactly("Season 2026", "Quota to be announced", "–");
    assertThat(image(quota(QuotaKind.NOT_OFFERED)).main().text()).isEqualTo("Not offered");
    assertThat(image(quota(5), plan(NOON, NOON)).main().text()).isEqualTo("Ended");
  }

  @Test
  void aPausedPoolSaysThatNextToItsChance() {
    assertThat(
            image(
                    quota(5),
                    plan(NOON, LAST, new Pause(NOON, NOON.plus(Duration.ofDays(10)))),
                    entered(1))
                .season())
        .isEqualTo("Season 2026 · Paused");
  }

  @Test
  void anUnchangedImageIsNotDrawnAgain() {
    ShareImages images = new ShareImages();
    PoolLine line = line(NOW, twelve());

    byte[] first = images.png(ENGLISH, line, NOW);

    assertThat(images.png(ENGLISH, line, NOW.plusSeconds(3600))).isSameAs(first);
    assertThat(images.png(ENGLISH, line, NOW.plus(Duration.ofDays(1)))).isNotEqualTo(first);
  }

  @Test
  void onlySomeImagesAreKept() {
    ShareImages images = new ShareImages();
    PoolLine line = line(NOW, twelve());
    byte[] first = images.png(ENGLISH, line, NOW);

    for (int day = 1; day <= ShareImages.MOST_KEPT; day++) {
      images.png(ENGLISH, line, NOW.plus(Duration.ofDays(day)));
    }

    assertThat(images.png(ENGLISH, line, NOW)).isNotSameAs(first);
  }
}
