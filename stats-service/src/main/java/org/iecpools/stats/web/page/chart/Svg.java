package org.iecpools.stats.web.page.chart;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes one SVG document. Every text and attribute is escaped, and characters that XML does not
 * allow are replaced.
 */
final class Svg {

  private static final String NAMESPACE = "http://www.w3.org/2000/svg";
  private static final int REPLACEMENT = 0xFFFD;

  private final StringWriter text = new StringWriter();
  private final XMLStreamWriter writer;

  /** Begins a document with the root element, which can take further attributes. */
  Svg(double width, double height) {
    try {
      // The JDK's own factory, so that the text does not depend on the class path.
      writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      writer.writeStartElement("svg");
      writer.writeDefaultNamespace(NAMESPACE);
    } catch (XMLStreamException e) {
      throw impossible(e);
    }
    set("viewBox", "0 0 %s %s".formatted(number(width), number(height)));
  }

  /** Begins an element within the current one. */
  Svg open(String name) {
    try {
      writer.writeStartElement(name);
      return this;
    } catch (XMLStreamException e) {
      throw impossible(e);
    }
  }

  /** Ends the current element. */
  Svg close() {
    try {
      writer.writeEndElement();
      return this;
    } catch (XMLStreamException e) {
      throw impossible(e);
    }
  }

  /** Adds an attribute to the element that has just begun. */
  Svg set(String name, String value) {
    return attribute(name, allowed(value));
  }

  /** Adds a coordinate or length to the element that has just begun. */
  Svg set(String name, double value) {
    return attribute(name, number(value));
  }

  private Svg attribute(String name, String value) {
    try {
      writer.writeAttribute(name, value);
      return this;
    } catch (XMLStreamException e) {
      throw impossible(e);
    }
  }

  /** Adds an element that contains only text. */
  Svg textElement(String name, String content) {
    return open(name).text(content).close();
  }

  /** Adds text to the current element. */
  Svg text(String content) {
    try {
      writer.writeCharacters(allowed(content));
      return this;
    } catch (XMLStreamException e) {
      throw impossible(e);
    }
  }

  /** Adds the ends of a line to the element that has just begun. */
  Svg line(double x1, double y1, double x2, double y2) {
    return set("x1", x1).set("y1", y1).set("x2", x2).set("y2", y2);
  }

  /** Adds position and size of a rectangle to the element that has just begun. */
  Svg box(double x, double y, double width, double height) {
    return set("x", x).set("y", y).set("width", width).set("height", height);
  }

  /** Makes the path that has just begun a line also without a style sheet. */
  Svg asLine() {
    return set("fill", "none")
        .set("stroke", "currentColor")
        .set("stroke-linecap", "round")
        .set("stroke-linejoin", "round");
  }

  /** Adds a filled circle. */
  Svg dot(String styleClass, double x, double y, double radius) {
    return open("circle")
        .set("class", styleClass)
        .set("cx", x)
        .set("cy", y)
        .set("r", radius)
        .close();
  }

  /** Ends the document and returns it, without an XML declaration, so that HTML can contain it. */
  String end() {
    try {
      writer.writeEndDocument();
      writer.close();
      return text.toString();
    } catch (XMLStreamException e) {
      throw impossible(e);
    }
  }

  /**
   * A coordinate with at most one decimal, as SVG writes it in every language.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(value + " is not a coordinate");
    }
    long tenths = Math.round(value * 10);
    return tenths % 10 == 0 ? Long.toString(tenths / 10) : Double.toString(tenths / 10.0);
  }

  private static String allowed(String content) {
    return content
        .codePoints()
        .map(c -> isAllowed(c) ? c : REPLACEMENT)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** The production {@code Char} of XML 1.0. */
  private static boolean isAllowed(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }

  private static IllegalStateException impossible(XMLStreamException e) {
    return new IllegalStateException("a document in memory was not written", e);
  }
}
