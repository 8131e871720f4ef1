package org.iecpools.stats.web.page.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class QuotaBarTest {

  private static final Caption CAPTION = new Caption("quota", "Quota", "Of 200 permits ...");

  private static Drawing drawn(long quota, long letters, long kept) {
    return Drawing.of(new QuotaBar(CAPTION, quota, letters, kept).svg()).check();
  }

  @Test
  void thePartsAreSharesOfTheQuota() {
    Drawing drawing = drawn(400, 100, 60);

    assertThat(drawing.only("free").getAttribute("d")).isEqualTo("M0 0H200V12H0Z");
    assertThat(drawing.only("letters").getAttribute("d")).isEqualTo("M0 0H50V12H0Z");
    assertThat(drawing.only("kept").getAttribute("d")).isEqualTo("M50 0H80V12H50Z");
    assertThat(drawing.withClass("limit")).isEmpty();
  }

  @Test
  void anExceededQuotaIsALineWithinTheBar() {
    Drawing drawing = drawn(100, 80, 120);

    assertThat(drawing.only("letters").getAttribute("d")).isEqualTo("M0 0H80V12H0Z");
    assertThat(drawing.only("kept").getAttribute("d")).isEqualTo("M80 0H200V12H80Z");
    assertThat(drawing.only("limit").getAttribute("x1")).isEqualTo("100");
  }

  @Test
  void nothingIsAllFree() {
    Drawing drawing = drawn(0, 0, 0);

    assertThat(drawing.withClass("letters")).isEmpty();
    assertThat(drawing.withClass("kept")).isEmpty();
    assertThat(drawing.withClass("limit")).isEmpty();
  }

  @Test
  void negativeNumbersAreRefused() {
    assertThatThrownBy(() -> new QuotaBar(CAPTION, 1, -1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void everythingIsInsideTheViewBox(
      @ForAll @LongRange(max = Long.MAX_VALUE) long quota,
      @ForAll @LongRange(max = Long.MAX_VALUE) long letters,
      @ForAll @LongRange(max = Long.MAX_VALUE) long kept) {
    drawn(quota, letters, kept);
  }
}
