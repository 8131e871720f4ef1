package org.iecpools.stats.web.page.share;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.iecpools.stats.domain.Rating;
import org.iecpools.stats.web.page.chart.Badge;

/**
 * A pool's answer as an image for previews of links, 1200 by 630 pixels. Equal texts give the same
 * bytes.
 *
 * @param site name of the site
 * @param title name of the pool
 * @param season the season, and the state of the pool if it is not the main value
 * @param main the chance or the state
 * @param rating determines the colour of the main value and the length of the bar
 * @param left a second value
 * @param right a third value
 * @param about what the numbers show
 */
public record ShareImage(
    String site,
    String title,
    String season,
    Value main,
    Rating rating,
    Value left,
    Value right,
    String about) {

  /**
   * A value with its name.
   *
   * @param name what it is
   * @param text the value, in words or digits
   */
  public record Value(String name, String text) {}

  /** Width in pixels. */
  public static final int WIDTH = 1200;

  /** Height in pixels. */
  public static final int HEIGHT = 630;

  private static final int MARGIN = 72;
  private static final int MIDDLE = 400;
  private static final int LINE = 12;
  private static final Color PAPER = new Color(0xffffff);
  private static final Color INK = new Color(0x1d1b19);
  private static final Color SOFT = new Color(0x5c5852);
  private static final Color BRAND = new Color(0x9b1c31);
  private static final Color TRACK = new Color(0xe6e3dc);
  private static final int PARTS = 5;

  /** Read when the first image is drawn. */
  private static final class Fonts {
    static final Typeface REGULAR = new Typeface("Inter-Regular.otf");
    static final Typeface BOLD = new Typeface("Inter-Bold.otf");
  }

  /** Draws the image. */
  public byte[] png() {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      draw(graphics);
    } finally {
      graphics.dispose();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // Not in a temporary file, which ImageIO would write by itself.
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image, "png", out)) {
        throw new IllegalStateException("the Java platform cannot write PNG");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  private void draw(Graphics2D graphics) {
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    fill(graphics, PAPER, 0, 0, WIDTH, HEIGHT);
    fill(graphics, BRAND, 0, 0, WIDTH, LINE);
    int whole = WIDTH - 2 * MARGIN;
    write(graphics, Fonts.BOLD, BRAND, 34, MARGIN, 92, whole, site);
    write(graphics, Fonts.BOLD, INK, 62, MARGIN, 182, whole, title);
    write(graphics, Fonts.REGULAR, SOFT, 34, MARGIN, 234, whole, season);
    Color colour = Color.decode(Badge.colour(rating));
    write(graphics, Fonts.REGULAR, SOFT, 28, MARGIN, 302, whole, main.name());
    write(graphics, Fonts.BOLD, colour, 72, MARGIN, 374, whole, main.text());
    bar(graphics, colour);
    value(graphics, left, MARGIN, MIDDLE - MARGIN - MARGIN / 2);
    value(graphics, right, MIDDLE, WIDTH - MARGIN - MIDDLE);
    write(graphics, Fonts.REGULAR, SOFT, 24, MARGIN, 596, whole, about);
  }

  /** As many of five parts as the rating is good. */
  private void bar(Graphics2D graphics, Color colour) {
    if (rating == Rating.NOT_APPLICABLE) {
      return;
    }
    int full = PARTS - rating.ordinal();
    int length = (WIDTH - 2 * MARGIN - (PARTS - 1) * LINE) / PARTS;
    for (int part = 0; part < PARTS; part++) {
      graphics.setColor(part < full ? colour : TRACK);
      graphics.fill(
          new RoundRectangle2D.Double(
              MARGIN + part * (length + LINE), 402, length, LINE, LINE, LINE));
    }
  }

  private static void value(Graphics2D graphics, Value value, int x, int width) {
    write(graphics, Fonts.REGULAR, SOFT, 28, x, 474, width, value.name());
    write(graphics, Fonts.BOLD, INK, 42, x, 526, width, value.text());
  }

  /** Writes a text, smaller if it is wider than its place. */
  private static void write(
      Graphics2D graphics,
      Typeface font,
      Color colour,
      double size,
      double x,
      double baseline,
      double width,
      String text) {
    double fitting = Math.min(size, size * width / Math.max(1, font.width(text, size)));
    graphics.setColor(colour);
    graphics.fill(font.shape(text, fitting, x, baseline));
  }

  private static void fill(Graphics2D graphics, Color colour, int x, int y, int width, int height) {
    graphics.setColor(colour);
    graphics.fillRect(x, y, width, height);
  }
}
