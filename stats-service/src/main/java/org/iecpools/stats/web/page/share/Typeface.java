package org.iecpools.stats.web.page.share;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.GeneralPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.fontbox.cff.CFFFont;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.OTFParser;
import org.apache.fontbox.ttf.OpenTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/** The outlines of a font's characters. Thread-safe. */
final class Typeface {

  /** The fonts that are shipped have no character after this. */
  private static final int LAST_CHARACTER = 0x2fff;

  /**
   * A character as the font draws it.
   *
   * @param outline upwards from the baseline, in units of the font
   * @param advance to the next character, in units of the font
   */
  private record Glyph(GeneralPath outline, double advance) {}

  private final Map<Integer, Glyph> glyphs = new HashMap<>();
  private final Glyph missing;
  private final double unitsPerEm;

  /**
   * Reads a font.
   *
   * @param file an OpenType font with CFF outlines, next to this class
   */
  Typeface(String file) {
    try (InputStream in = Objects.requireNonNull(Typeface.class.getResourceAsStream(file), file);
        OpenTypeFont font = new OTFParser().parse(new RandomAccessReadBuffer(in))) {
      CFFFont outlines = font.getCFF().getFont();
      CmapLookup numbers = font.getUnicodeCmapLookup();
      for (int character = ' '; character <= LAST_CHARACTER; character++) {
        int number = numbers.getGlyphId(character);
        if (number != 0) {
          glyphs.put(character, glyph(font, outlines, number));
        }
      }
      missing = glyph(font, outlines, 0);
      unitsPerEm = font.getUnitsPerEm();
    } catch (IOException e) {
      throw new UncheckedIOException("a font of this program cannot be read", e);
    }
  }

  private static Glyph glyph(OpenTypeFont font, CFFFont outlines, int number) throws IOException {
    return new Glyph(outlines.getType2CharString(number).getPath(), font.getAdvanceWidth(number));
  }

  /** Whether the font has all characters of a text. */
  boolean has(String text) {
    return text.codePoints().allMatch(glyphs::containsKey);
  }

  /** The width of a text. */
  double width(String text, double size) {
    return text.codePoints().mapToDouble(c -> glyph(c).advance()).sum() * size / unitsPerEm;
  }

  /** A text as one shape. */
  Shape shape(String text, double size, double x, double baseline) {
    double scale = size / unitsPerEm;
    GeneralPath shape = new GeneralPath();
    double at = x;
    for (int character : text.codePoints().toArray()) {
      Glyph glyph = glyph(character);
      shape.append(
          glyph.outline().getPathIterator(new AffineTransform(scale, 0, 0, -scale, at, baseline)),
          false);
      at += glyph.advance() * scale;
    }
    return shape;
  }

  private Glyph glyph(int character) {
    return glyphs.getOrDefault(character, missing);
  }
}
