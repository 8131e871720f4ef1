package org.iecpools.stats.web.page.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** An SVG document that tests have parsed. */
record Drawing(Element root) {

  private static final Pattern COMMAND = Pattern.compile("([A-Za-z])([^A-Za-z]*)");
  private static final Set<String> HORIZONTAL =
      Set.of("x", "x1", "x2", "cx", "width", "textLength");
  private static final Set<String> VERTICAL = Set.of("y", "y1", "y2", "cy", "height");

  /** Parses a document; fails if it is not well-formed. */
  static Drawing of(String svg) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return new Drawing(
          factory
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(svg)))
              .getDocumentElement());
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError("not well-formed: " + svg, e);
    }
  }

  /** All elements, the root first. */
  Stream<Element> elements() {
    NodeList below = root.getElementsByTagName("*");
    List<Element> all = new ArrayList<>(List.of(root));
    for (int i = 0; i < below.getLength(); i++) {
      all.add((Element) below.item(i));
    }
    return all.stream();
  }

  /** The elements that have all of these classes. */
  List<Element> withClass(String... classes) {
    return elements()
        .filter(e -> Set.of(e.getAttribute("class").split(" ")).containsAll(Set.of(classes)))
        .toList();
  }

  /** The only element with these classes. */
  Element only(String... classes) {
    List<Element> found = withClass(classes);
    assertThat(found).as(String.join(".", classes)).hasSize(1);
    return found.getFirst();
  }

  /** The contents of all elements with this name, in order. */
  List<String> texts(String name) {
    return elements()
        .filter(e -> e.getLocalName().equals(name))
        .map(Element::getTextContent)
        .toList();
  }

  /** The contents of the elements with these classes. */
  List<String> textsOf(String... classes) {
    return withClass(classes).stream().map(Element::getTextContent).toList();
  }

  /**
   * Fails if the drawing is not named, has an inline style, or has a coordinate outside of the view
   * box or that is not a number.
   */
  Drawing check() {
    assertThat(root.getNamespaceURI()).isEqualTo("http://www.w3.org/2000/svg");
    assertThat(root.getAttribute("role")).isEqualTo("img");
    assertThat(texts("title").getFirst()).isNotBlank();
    String[] box = root.getAttribute("viewBox").split(" ");
    double width = Double.parseDouble(box[2]);
    double height = Double.parseDouble(box[3]);
    elements().forEach(element -> check(element, width, height));
    return this;
  }

  private static void check(Element element, double width, double height) {
    NamedNodeMap attributes = element.getAttributes();
    for (int i = 0; i < attributes.getLength(); i++) {
      Attr attribute = (Attr) attributes.item(i);
      String name = attribute.getName();
      String where = element.getTagName() + " " + attribute;
      assertThat(name).as(where).isNotEqualTo("style").doesNotStartWith("on");
      if (HORIZONTAL.contains(name)) {
        assertThat(Double.parseDouble(attribute.getValue())).as(where).isBetween(0.0, width);
      } else if (VERTICAL.contains(name)) {
        assertThat(Double.parseDouble(attribute.getValue())).as(where).isBetween(0.0, height);
      } else if (name.equals("d")) {
        checkPath(attribute.getValue(), width, height);
      }
    }
    checkFarEdge(element, "x", "width", width);
    checkFarEdge(element, "y", "height", height);
  }

  private static void checkFarEdge(Element element, String from, String length, double most) {
    if (element.hasAttribute(from) && element.hasAttribute(length)) {
      assertThat(
              Double.parseDouble(element.getAttribute(from))
                  + Double.parseDouble(element.getAttribute(length)))
          .as("%s of %s", length, element.getTagName())
          .isLessThanOrEqualTo(most);
    }
  }

  private static void checkPath(String path, double width, double height) {
    assertThat(path).matches("([ML]NUMBER NUMBER|[HV]NUMBER|Z)*".replace("NUMBER", "[0-9.]+"));
    for (MatchResult command : COMMAND.matcher(path).results().toList()) {
      switch (command.group(1)) {
        case "M", "L" -> {
          String[] point = command.group(2).split(" ");
          assertThat(Double.parseDouble(point[0])).as(path).isBetween(0.0, width);
          assertThat(Double.parseDouble(point[1])).as(path).isBetween(0.0, height);
        }
        case "H" -> assertThat(Double.parseDouble(command.group(2))).as(path).isBetween(0.0, width);
        case "V" ->
            assertThat(Double.parseDouble(command.group(2))).as(path).isBetween(0.0, height);
        default -> assertThat(command.group()).isEqualTo("Z");
      }
    }
  }
}
