package org.iecpools.stats.web.page;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.iecpools.domain.EventIds;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.PoolId;

/**
 * Changes as an Atom feed (RFC 4287). Ids are those of the changes, so an entry is the same one at
 * every host and in every feed of its language.
 *
 * @param texts the language
 * @param title what the feed contains
 * @param origin scheme and authority of its addresses
 * @param path its own path
 * @param page the path of the page that it follows
 * @param changes newest first
 * @param hasPage whether a pool has a page, which a later plan may take from it
 */
record AtomFeed(
    Texts texts,
    String title,
    String origin,
    String path,
    String page,
    List<ChangeMade> changes,
    Predicate<PoolId> hasPage) {

  private static final String ATOM = "http://www.w3.org/2005/Atom";
  private static final XMLOutputFactory XML = XMLOutputFactory.newDefaultFactory();

  AtomFeed {
    changes = List.copyOf(changes);
  }

  /** When its newest entry was reported; the epoch if it has none. */
  Instant updated() {
    return changes.isEmpty() ? Instant.EPOCH : changes.getFirst().getReportedAt();
  }

  /** The document, UTF-8. */
  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      XMLStreamWriter out = XML.createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
      write(out);
      out.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("memory can be written to", e);
    }
    return bytes.toByteArray();
  }

  private void write(XMLStreamWriter out) throws XMLStreamException {
    out.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
    out.writeStartElement("feed");
    out.writeDefaultNamespace(ATOM);
    out.writeAttribute("xml:lang", texts.language().locale().toLanguageTag());
    element(out, "id", urn(EventIds.of("AtomFeed", path)));
    element(out, "title", title);
    element(out, "updated", updated().toString());
    out.writeStartElement("author");
    element(out, "name", texts.text("site"));
    out.writeEndElement();
    link(out, "self", "application/atom+xml", origin + path);
    link(out, "alternate", "text/html", origin + page);
    ChangeTexts words = new ChangeTexts(texts);
    for (ChangeMade change : changes) {
      entry(out, change, words);
    }
    out.writeEndElement();
    out.writeEndDocument();
  }

  private void entry(XMLStreamWriter out, ChangeMade change, ChangeTexts words)
      throws XMLStreamException {
    out.writeStartElement("entry");
    element(out, "id", urn(change.getEventId()));
    element(out, "title", words.title(change));
    element(out, "updated", change.getReportedAt().toString());
    element(out, "published", change.getReportedAt().toString());
    link(out, "alternate", "text/html", origin + words.page(change, hasPage));
    out.writeEmptyElement("category");
    out.writeAttribute("term", change.getKind().name());
    element(out, "summary", words.summary(change));
    out.writeEndElement();
  }

  private static String urn(UUID id) {
    return "urn:uuid:" + id;
  }

  private static void link(XMLStreamWriter out, String rel, String type, String address)
      throws XMLStreamException {
    out.writeEmptyElement("link");
    out.writeAttribute("rel", rel);
    out.writeAttribute("type", type);
    out.writeAttribute("href", address);
  }

  private static void element(XMLStreamWriter out, String name, String text)
      throws XMLStreamException {
    out.writeStartElement(name);
    out.writeCharacters(permitted(text));
    out.writeEndElement();
  }

  /** Without characters that XML 1.0 cannot have; published texts may contain anything. */
  private static String permitted(String text) {
    StringBuilder permitted = new StringBuilder(text.length());
    text.codePoints()
        .map(
            c ->
                c == '\t'
                        || c == '\n'
                        || c == '\r'
                        || c >= 0x20 && c <= 0xD7FF
                        || c >= 0xE000 && c <= 0xFFFD
                        || c >= 0x10000
                    ? c
                    : 0xFFFD)
        .forEach(permitted::appendCodePoint);
    return permitted.toString();
  }
}
