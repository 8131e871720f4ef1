package org.iecpools.stats.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.iecpools.domain.EventIds;
import org.iecpools.events.Category;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.ChangeSource;
import org.iecpools.events.ChangeSubject;
import org.iecpools.events.ChangesRecord;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.Reason;
import org.iecpools.stats.domain.change.Reported;
import org.iecpools.stats.domain.change.Stated;
import org.iecpools.stats.domain.change.Subject;
import org.iecpools.stats.domain.change.Value;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class AtomFeedTest {

  private static final String ATOM = "http://www.w3.org/2005/Atom";
  private static final PoolId IE = PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY);
  private static final Instant NOW = Instant.parse("2026-05-29T12:00:00Z");

  @Property(tries = 200)
  void everyChangeIsAnEntryOfValidAtom(
      @ForAll("changes") List<ChangeMade> changes, @ForAll Language language) throws Exception {
    AtomFeed feed =
        new AtomFeed(
            Texts.of(language),
            "A title",
            "https://h.example",
            "/feed/x.atom",
            "/en",
            changes,
            _ -> true);

    Element root = parse(feed.bytes()).getDocumentElement();

    // RFC 4287, 4.1.1 and 4.1.2: what each element must have, and may have once at most.
    assertThat(root.getLocalName()).isEqualTo("feed");
    assertThat(texts(root, "id")).singleElement().asString().startsWith("urn:uuid:");
    assertThat(texts(root, "title")).containsExactly("A title");
    assertThat(texts(root, "updated")).containsExactly(feed.updated().toString());
    assertThat(children(root, "author")).hasSize(1);
    assertThat(addresses(root, "self")).containsExactly("https://h.example/feed/x.atom");
    assertThat(addresses(root, "alternate")).containsExactly("https://h.example/en");
    List<Element> entries = children(root, "entry");
    assertThat(entries).hasSameSizeAs(changes);
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < entries.size(); i++) {
      Element entry = entries.get(i);
      assertThat(texts(entry, "id"))
          .containsExactly("urn:uuid:" + changes.get(i).getEventId())
          .allMatch(ids::add);
      assertThat(texts(entry, "title"))
          .singleElement()
          .asString()
          .isNotBlank()
          .doesNotContainPattern("\\{\\d|\\bnull\\b");
      assertThat(texts(entry, "updated"))
          .containsExactly(changes.get(i).getReportedAt().toString());
      assertThat(addresses(entry, "alternate"))
          .singleElement()
          .asString()
          .startsWith("https://h.example/" + language.code());
      assertThat(texts(entry, "summary")).singleElement().asString().isNotBlank();
    }
  }

  /** Changes as they are reported, of every subject and kind. */
  @Provide
  Arbitrary<List<ChangeMade>> changes() {
    Arbitrary<Value> values =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 100_000).map(Value::of),
            Arbitraries.of(
                    "open",
                    "season over",
                    "running",
                    "ended",
                    "none",
                    "some",
                    "Very low",
                    "unlimited",
                    "2026-06-05",
                    "a \u0000 < & ]]> \ud800 \ufffe")
                .map(Value::of));
    return Combinators.combine(
            Arbitraries.of(ChangeSubject.values()).filter(it -> it != ChangeSubject.UNKNOWN),
            Arbitraries.of(ChangeSource.COUNTED, ChangeSource.PUBLISHED),
            Arbitraries.of(true, false),
            values.list().ofSize(3))
        .as(AtomFeedTest::reported)
        .list()
        .ofMaxSize(5)
        .map(all -> all.stream().flatMap(List::stream).distinct().toList())
        .map(AtomFeedTest::withIds);
  }

  private static List<ChangeMade> withIds(List<ChangeMade> changes) {
    return IntStream.range(0, changes.size())
        .mapToObj(
            i -> ChangeMade.newBuilder(changes.get(i)).setEventId(EventIds.of("entry", i)).build())
        .toList();
  }

  private static List<ChangeMade> reported(
      ChangeSubject what, ChangeSource source, boolean ofPublication, List<Value> values) {
    boolean ofPool =
        switch (what) {
          case SEASON, LATE_PUBLICATION, REFUSAL -> false;
          default -> true;
        };
    // What is reported once has no value before.
    boolean isOnce = what == ChangeSubject.LATE_PUBLICATION || what == ChangeSubject.REFUSAL;
    Reported reported = new Reported();
    reported.due(Map.of(), NOW).forEach(reported::apply);
    return IntStream.range(0, values.size())
        .boxed()
        .flatMap(
            i -> {
              Subject subject =
                  new Subject(
                      what == ChangeSubject.REFUSAL ? null : 2026,
                      ofPool ? IE : null,
                      what,
                      source,
                      isOnce ? "" + i : "");
              Stated stated =
                  new Stated(
                      values.get(i),
                      NOW,
                      what == ChangeSubject.ROUND || what == ChangeSubject.CANCELLATION
                          ? new UUID(0, i)
                          : null,
                      ofPublication ? LocalDate.of(2026, 5, 29) : null,
                      ofPublication ? i + 1 : null,
                      List.of(new Reason("CODE", "It is <so>.")));
              List<ChangesRecord> due = reported.due(Map.of(subject, stated), NOW);
              due.forEach(reported::apply);
              return due.stream();
            })
        .filter(ChangeMade.class::isInstance)
        .map(ChangeMade.class::cast)
        .toList();
  }

  static Document parse(byte[] document) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
    return factory.newDocumentBuilder().parse(new ByteArrayInputStream(document));
  }

  private static List<Element> children(Element of, String name) {
    NodeList nodes = of.getChildNodes();
    return IntStream.range(0, nodes.getLength())
        .mapToObj(nodes::item)
        .filter(Element.class::isInstance)
        .map(Element.class::cast)
        .filter(child -> child.getLocalName().equals(name))
        .peek(child -> assertThat(child.getNamespaceURI()).isEqualTo(ATOM))
        .toList();
  }

  private static List<String> texts(Element of, String name) {
    return children(of, name).stream().map(Element::getTextContent).toList();
  }

  static List<String> addresses(Element of, String rel) {
    return children(of, "link").stream()
        .filter(link -> link.getAttribute("rel").equals(rel))
        .map(link -> link.getAttribute("href"))
        .toList();
  }
}
