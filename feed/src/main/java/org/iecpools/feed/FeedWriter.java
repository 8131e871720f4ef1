package org.iecpools.feed;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes a publication in the format of the feed: UTF-8, CRLF, one row per line, and the blank
 * lines that IRCC's files have. A rating that is not stated is written as 0, because the format has
 * no other word for it.
 */
public final class FeedWriter {

  private static final String END = "\r\n";

  private FeedWriter() {}

  /** The bytes of the file. */
  public static byte[] write(Publication publication) {
    var out = new StringBuilder();
    out.append("<?xml version=\"1.0\" encoding=\"utf-8\"?>").append(END);
    out.append("<temp>").append(END);
    element(out, "chancesdate", publication.statedDate());
    out.append(END).append(END);
    List<PublishedRow> rows = publication.rows();
    for (int i = 0; i < rows.size(); i++) {
      row(out, rows.get(i), i + 1 == rows.size() || rows.get(i + 1).stream().isEmpty());
    }
    out.append(END).append(END).append(END).append("</temp>");
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void row(StringBuilder out, PublishedRow row, boolean isLastOfItsCountry) {
    row.stream()
        .ifPresentOrElse(
            stream -> out.append("<sub txt=\"").append(escaped(stream)).append("\">"),
            () ->
                out.append("<country location=\"")
                    .append(escaped(row.country()))
                    .append("\" category=\"")
                    .append(escaped(row.category()))
                    .append("\" code=\"")
                    .append(escaped(row.code()))
                    .append("\">"));
    element(out, "quota", row.quota().stated());
    element(out, "first", row.firstRound());
    element(out, "second", row.finalRound());
    element(out, "invitations", row.invitations().stated());
    element(out, "candidates", row.candidates().stated());
    element(out, "spots", row.spots().stated());
    element(
        out, "chances", Integer.toString(row.rating().orElse(ChanceWord.NOT_APPLICABLE).code()));
    out.append(row.stream().isPresent() ? "</sub>" : "");
    out.append(isLastOfItsCountry ? "</country>" : "").append(END);
  }

  private static void element(StringBuilder out, String name, String text) {
    out.append('<').append(name).append("><![CDATA[");
    out.append(text.replace("]]>", "]]]]><![CDATA[>"));
    out.append("]]></").append(name).append('>');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
