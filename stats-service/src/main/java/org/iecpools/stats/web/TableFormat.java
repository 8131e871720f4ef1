package org.iecpools.stats.web;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.iecpools.kit.web.RequestReader;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * The format in which a request wants its rows.
 *
 * @param csv whether it is CSV and not JSON
 * @param bom whether CSV begins with a byte order mark, by which Excel recognizes UTF-8
 */
record TableFormat(boolean csv, boolean bom) {

  private static final List<String> FORMATS = List.of("json", "csv");
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** Reads the parameters {@code format} and {@code bom}, and else the header {@code Accept}. */
  static TableFormat read(RequestReader in, HttpServletRequest asked) {
    boolean csv =
        in.optional("format")
            .oneOf(FORMATS)
            .map("csv"::equals)
            .orElseGet(
                () ->
                    prefersCsv(
                        MediaType.parseMediaTypes(
                            Collections.list(asked.getHeaders(HttpHeaders.ACCEPT)))));
    boolean bom = in.optional("bom").zeroOrOne();
    return new TableFormat(csv, csv && bom);
  }

  private static boolean prefersCsv(List<MediaType> accept) {
    double csv = quality(accept, Table.CSV);
    return csv > 0 && csv > quality(accept, MediaType.APPLICATION_JSON);
  }

  /** The quality of exactly this type; wildcards are ignored, so they select JSON. */
  private static double quality(List<MediaType> accept, MediaType type) {
    return accept.stream()
        .filter(a -> a.equalsTypeAndSubtype(type))
        .mapToDouble(MediaType::getQualityValue)
        .max()
        .orElse(0);
  }

  /** CSV as it is sent. */
  byte[] bytes(String table) {
    return (bom ? BYTE_ORDER_MARK + table : table).getBytes(StandardCharsets.UTF_8);
  }
}
