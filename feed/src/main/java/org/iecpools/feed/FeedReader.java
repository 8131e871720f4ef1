package org.iecpools.feed;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.iecpools.feed.FeedFault.InvalidValue;
import org.iecpools.feed.FeedFault.Malformed;
import org.iecpools.feed.FeedFault.Missing;
import org.iecpools.feed.FeedFault.NotAFeed;
import org.iecpools.feed.FeedFault.Repeated;
import org.iecpools.feed.FeedFault.Unexpected;
import org.jspecify.annotations.Nullable;

/**
 * Reads the XML feed strictly. Text between the rows and after the end is ignored with a note,
 * because IRCC's files contain such bytes. Anything else that the format does not have is a fault.
 * Document types and entities are not read.
 */
public final class FeedReader {

  /** Largest file. A publication has some 30 KB. */
  public static final int MAX_BYTES = 4 << 20;

  private static final String ROOT_END = "</temp>";

  private static final XMLInputFactory XML = factory();

  private final Faults faults = new Faults();
  private final List<String> notes = new ArrayList<>();
  private final List<PublishedRow> rows = new ArrayList<>();
  private final Map<PoolKey, Long> lines = new HashMap<>();
  private final XMLStreamReader xml;
  private @Nullable String statedDate;
  private long dateLine;
  private int strayTexts;

  private FeedReader(XMLStreamReader xml) {
    this.xml = xml;
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    factory.setXMLResolver(
        (_, _, _, _) -> {
          throw new XMLStreamException("external entities are not read");
        });
    return factory;
  }

  /** Reads a file. */
  public static FeedResult read(byte[] file) {
    if (file.length > MAX_BYTES) {
      return refused(
          new NotAFeed(
              1,
              "The file has %,d bytes; a publication has at most %,d."
                  .formatted(file.length, MAX_BYTES)));
    }
    // Bytes that are not UTF-8 become replacement characters, which no field may contain.
    String text = new String(file, StandardCharsets.UTF_8);
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    int end = text.lastIndexOf(ROOT_END);
    if (end < 0) {
      return refused(
          new NotAFeed(
              1 + text.chars().filter(c -> c == '\n').count(),
              "The file does not end with </temp>; expected IRCC's XML feed, complete."));
    }
    String document = text.substring(0, end + ROOT_END.length());
    String after = text.substring(document.length());
    try {
      // Both factories and readers of the JDK are not safe for several threads at once.
      FeedReader reader;
      synchronized (XML) {
        reader = new FeedReader(XML.createXMLStreamReader(new StringReader(document)));
      }
      return reader.readDocument(after);
    } catch (XMLStreamException e) {
      return refused(malformed(e));
    }
  }

  private static FeedResult refused(FeedFault fault) {
    return new FeedResult.Refused(List.of(fault), 1);
  }

  private FeedResult readDocument(String after) {
    try {
      root();
      while (next() != XMLStreamConstants.END_DOCUMENT) {
        // Only comments can come after the first element; anything else is not well-formed.
      }
      if (after.contains("<")) {
        faults.add(new Unexpected(line(), after.strip(), "nothing after </temp>"));
      } else if (!after.isBlank()) {
        strayTexts++;
      }
      complete();
    } catch (XMLStreamException e) {
      if (!faults.isFull()) {
        faults.add(malformed(e));
      }
    } finally {
      close();
    }
    Optional<LocalDate> date = Optional.ofNullable(statedDate).flatMap(Publication::parseDate);
    if (!faults.isEmpty() || date.isEmpty()) {
      return faults.refused();
    }
    if (strayTexts > 0) {
      notes.add("Ignored text outside of rows: %d times.".formatted(strayTexts));
    }
    return new FeedResult.Read(
        List.of(new Publication(date.orElseThrow(), String.valueOf(statedDate), rows)), notes);
  }

  private void close() {
    try {
      xml.close();
    } catch (XMLStreamException _) {
      // Nothing is left to read.
    }
  }

  private static Malformed malformed(XMLStreamException e) {
    String detail = String.valueOf(e.getMessage());
    int message = detail.indexOf("Message: ");
    return new Malformed(
        e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNumber()),
        "The file is not well-formed XML from here on; expected IRCC's feed, complete. (%s)"
            .formatted(
                detail
                    .substring(message < 0 ? 0 : message + "Message: ".length())
                    .replaceAll("\\s+", " ")));
  }

  private long line() {
    return Math.max(1, xml.getLocation().getLineNumber());
  }

  private void root() throws XMLStreamException {
    while (next() != XMLStreamConstants.START_ELEMENT) {
      // Only comments can come before the first element.
    }
    if (!name().equals("temp")) {
      faults.add(new NotAFeed(line(), "The first element is not <temp>; expected IRCC's feed."));
      throw new XMLStreamException("another document", xml.getLocation());
    }
    attributes(Set.of());
    while (true) {
      switch (next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          switch (name()) {
            case "chancesdate" -> date();
            case "country" -> country();
            default -> unexpectedElement("<chancesdate> or <country>");
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          return;
        }
        default -> stray();
      }
    }
  }

  /** The next event that is not a comment. A file with too many faults is not read to its end. */
  private int next() throws XMLStreamException {
    while (true) {
      if (faults.isFull()) {
        throw new XMLStreamException("too many faults", xml.getLocation());
      }
      int event = xml.next();
      switch (event) {
        case XMLStreamConstants.COMMENT -> {}
        case XMLStreamConstants.DTD -> {
          faults.add(new Unexpected(line(), "<!DOCTYPE", "no document type"));
          throw new XMLStreamException("a document type", xml.getLocation());
        }
        case XMLStreamConstants.ENTITY_REFERENCE ->
            faults.add(
                new Unexpected(
                    line(), "&" + xml.getLocalName() + ";", "no entities other than XML's own"));
        case XMLStreamConstants.PROCESSING_INSTRUCTION ->
            faults.add(
                new Unexpected(line(), "<?" + xml.getPITarget(), "no processing instructions"));
        default -> {
          return event;
        }
      }
    }
  }

  private String name() {
    return xml.getLocalName();
  }

  private void stray() {
    if (xml.isCharacters() && !xml.getText().isBlank()) {
      strayTexts++;
    }
  }

  private void unexpectedElement(String expected) throws XMLStreamException {
    faults.add(new Unexpected(line(), "<" + name() + ">", expected));
    skip();
  }

  private void skip() throws XMLStreamException {
    for (int depth = 1; depth > 0; ) {
      int event = next();
      depth +=
          event == XMLStreamConstants.START_ELEMENT
              ? 1
              : event == XMLStreamConstants.END_ELEMENT ? -1 : 0;
    }
  }

  private Map<String, String> attributes(Set<String> expected) {
    var found = new HashMap<String, String>();
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      String name = xml.getAttributeLocalName(i);
      if (expected.contains(name)) {
        found.put(name, xml.getAttributeValue(i));
      } else {
        faults.add(
            new Unexpected(
                line(),
                name + "=",
                expected.isEmpty()
                    ? "no attributes in <%s>".formatted(name())
                    : "the attributes " + String.join(", ", expected.stream().sorted().toList())));
      }
    }
    expected.stream()
        .filter(name -> !found.containsKey(name))
        .sorted()
        .forEach(name -> faults.add(new Missing(line(), name, "<" + name() + ">")));
    return found;
  }

  private void date() throws XMLStreamException {
    attributes(Set.of());
    long line = line();
    String text = text();
    if (statedDate != null) {
      faults.add(new Repeated(line, "<chancesdate>", dateLine));
    } else if (Publication.parseDate(text).isEmpty()) {
      faults.add(new InvalidValue(line, "chancesdate", text, "a date such as May 29, 2026"));
    }
    statedDate = text;
    dateLine = line;
  }

  /** The text of an element without children. */
  private String text() throws XMLStreamException {
    var text = new StringBuilder();
    while (true) {
      switch (next()) {
        case XMLStreamConstants.START_ELEMENT -> unexpectedElement("text only");
        case XMLStreamConstants.END_ELEMENT -> {
          return text.toString();
        }
        default -> text.append(xml.getText());
      }
    }
  }

  private void country() throws XMLStreamException {
    long line = line();
    Map<String, String> attributes = attributes(Set.of("location", "category", "code"));
    valid(line, attributes);
    // The row is complete only at its end, but comes before those of its streams.
    int index = rows.size();
    Map<Field, String> fields = new EnumMap<>(Field.class);
    while (true) {
      switch (next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (name().equals("sub")) {
            sub(attributes);
          } else {
            field(fields);
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          row(line, attributes, fields).ifPresent(row -> rows.add(index, row));
          return;
        }
        default -> stray();
      }
    }
  }

  private void sub(Map<String, String> country) throws XMLStreamException {
    long line = line();
    Map<String, String> attributes = attributes(Set.of("txt"));
    valid(line, attributes);
    attributes.putAll(country);
    Map<Field, String> fields = new EnumMap<>(Field.class);
    while (true) {
      switch (next()) {
        case XMLStreamConstants.START_ELEMENT -> field(fields);
        case XMLStreamConstants.END_ELEMENT -> {
          row(line, attributes, fields).ifPresent(rows::add);
          return;
        }
        default -> stray();
      }
    }
  }

  /** Attributes identify a pool, so they must not be blank. */
  private void valid(long line, Map<String, String> attributes) {
    attributes.forEach(
        (name, value) -> {
          if (value.isBlank() || !StatedText.isValid(value)) {
            faults.add(
                new InvalidValue(line, name, value, StatedText.EXPECTED + ", and not blank"));
          }
        });
  }

  private enum Field {
    QUOTA,
    FIRST,
    SECOND,
    INVITATIONS,
    CANDIDATES,
    SPOTS,
    CHANCES;

    String element() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Field> of(String element) {
      return Arrays.stream(values()).filter(field -> field.element().equals(element)).findFirst();
    }
  }

  private void field(Map<Field, String> fields) throws XMLStreamException {
    Optional<Field> field = Field.of(name());
    if (field.isEmpty()) {
      unexpectedElement(
          "<quota>, <first>, <second>, <invitations>, <candidates>, <spots> or <chances>");
      return;
    }
    attributes(Set.of());
    long line = line();
    String text = text();
    if (fields.putIfAbsent(field.get(), text) != null) {
      faults.add(new Repeated(line, "<%s>".formatted(field.get().element()), line));
    }
  }

  private Optional<PublishedRow> row(
      long line, Map<String, String> attributes, Map<Field, String> fields) {
    Optional<String> stream = Optional.ofNullable(attributes.get("txt"));
    String where = stream.isPresent() ? "<sub>" : "<country>";
    for (Field field : Field.values()) {
      if (!fields.containsKey(field)) {
        faults.add(new Missing(line, "<%s>".formatted(field.element()), where));
      }
    }
    for (Field field : List.of(Field.FIRST, Field.SECOND)) {
      String text = fields.getOrDefault(field, "");
      if (!StatedText.isValid(text)) {
        faults.add(new InvalidValue(line, field.element(), text, StatedText.EXPECTED));
      }
    }
    Optional<Figure> quota = figure(line, fields, Field.QUOTA);
    Optional<Figure> invitations = figure(line, fields, Field.INVITATIONS);
    Optional<Figure> candidates = figure(line, fields, Field.CANDIDATES);
    Optional<Figure> spots = figure(line, fields, Field.SPOTS);
    String chances = fields.getOrDefault(Field.CHANCES, "0");
    Optional<ChanceWord> rating = ChanceWord.parse(chances).filter(_ -> isCode(chances));
    if (rating.isEmpty()) {
      faults.add(new InvalidValue(line, "chances", chances, ChanceWord.EXPECTED));
    }
    String code = attributes.getOrDefault("code", "");
    PoolKey pool = PoolKey.of(code, attributes.getOrDefault("category", ""), stream.orElse(""));
    Long first = lines.putIfAbsent(pool, line);
    if (first != null && attributes.containsKey("code")) {
      faults.add(new Repeated(line, "the pool " + StatedText.quoted(pool.text()), first));
    }
    // With a fault, no publication is made; until then the rows only have to keep their order.
    return faults.isEmpty()
        ? Optional.of(
            new PublishedRow(
                code,
                attributes.getOrDefault("location", ""),
                attributes.getOrDefault("category", ""),
                stream,
                quota.orElseThrow(),
                fields.getOrDefault(Field.FIRST, ""),
                fields.getOrDefault(Field.SECOND, ""),
                invitations.orElseThrow(),
                candidates.orElseThrow(),
                spots.orElseThrow(),
                rating))
        : Optional.empty();
  }

  /** The feed has codes only, and they are written as they are read. */
  private static boolean isCode(String chances) {
    return chances.length() == 1 && Character.isDigit(chances.charAt(0));
  }

  private Optional<Figure> figure(long line, Map<Field, String> fields, Field field) {
    String text = fields.getOrDefault(field, "");
    Optional<Figure> figure = Figure.parse(text);
    if (figure.isEmpty()) {
      faults.add(new InvalidValue(line, field.element(), text, Figure.EXPECTED));
    }
    return figure;
  }

  private void complete() {
    if (statedDate == null) {
      faults.add(new Missing(line(), "<chancesdate>", "<temp>"));
    }
    if (lines.isEmpty()) {
      faults.add(
          new NotAFeed(line(), "The file has no row of a pool; expected at least one <country>."));
    }
    if (lines.size() > Publication.MAX_ROWS) {
      faults.add(
          new NotAFeed(
              line(),
              "The file has %,d pools; expected at most %,d."
                  .formatted(lines.size(), Publication.MAX_ROWS)));
    }
  }
}
