package org.iecpools.stats.web.page.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.iecpools.stats.domain.Rating;
import org.iecpools.stats.web.page.share.ShareImage.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShareImageTest {

  private static final int PAPER = 0xffffff;

  private static ShareImage image(String title, Rating rating) {
    return new ShareImage(
        "IEC pools",
        title,
        "Season 2026 · Open",
        new Value("Chance in the next round", "Low, 33%"),
        rating,
        new Value("Candidates", "1,234"),
        new Value("Next round", "Wednesday, January 21, 13:00 in Toronto"),
        "Numbers of January 15, 2026, in Toronto");
  }

  private static BufferedImage drawn(ShareImage image) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(image.png()));
  }

  @ParameterizedTest
  @EnumSource
  void itHasTheSizeThatPreviewsExpect(Rating rating) throws IOException {
    BufferedImage image = drawn(image("Ireland, Working Holiday", rating));

    assertThat(image.getWidth()).isEqualTo(1200);
    assertThat(image.getHeight()).isEqualTo(630);
    assertThat(image("Ireland, Working Holiday", rating).png())
        .hasSizeLessThan(100_000)
        .isEqualTo(image("Ireland, Working Holiday", rating).png());
  }

  @Test
  void aLongNameIsMadeSmallerAndStaysWithinTheMargins() throws IOException {
    BufferedImage image = drawn(image("W".repeat(120), Rating.FAIR));

    assertThat(inkIn(image, 72, 1128)).as("the name").isPositive();
    assertThat(inkIn(image, 1130, 1200)).as("right of the margin").isZero();
  }

  /** Pixels that are not white, between two columns and in the rows of the name. */
  private static long inkIn(BufferedImage image, int from, int to) {
    return IntStream.range(130, 200)
        .flatMap(y -> IntStream.range(from, to).map(x -> image.getRGB(x, y) & PAPER))
        .filter(colour -> colour != PAPER)
        .count();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Inter-Regular.otf", "Inter-Bold.otf"})
  void theFontsHaveWhatNamesNumbersAndDatesAreWrittenWith(String file) {
    Typeface font = new Typeface(file);

    assertThat(
            Stream.of(
                "Côte d’Ivoire, São Tomé, Österreich, Česko, Île · – …",
                "12 345 % 1\u202f000\u00a0% −5 « œ Œ » “a”",
                "ABCXYZ_0123456789"))
        .allMatch(font::has);
    assertThat(font.has("日")).isFalse();
    assertThat(font.width("ii", 10)).isLessThan(font.width("MM", 10)).isPositive();
  }
}
