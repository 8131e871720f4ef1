package org.iecpools.feed;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.iecpools.feed.FeedFault.InvalidValue;
import org.iecpools.feed.FeedFault.Malformed;
import org.iecpools.feed.FeedFault.Missing;
import org.iecpools.feed.FeedFault.NotAFeed;
import org.iecpools.feed.FeedFault.Repeated;

/**
 * Reads publications from CSV (RFC 4180, UTF-8), with one line per pool and week. The first line
 * names the columns, in any order: {@code as_of}, {@code country}, {@code category}, {@code
 * invitations_issued}, {@code candidates_in_pool} and {@code spots_available} are needed, {@code
 * country_name}, {@code stream}, {@code quota}, {@code first_round}, {@code final_round} and {@code
 * rating_code} or {@code rating} are optional, others are ignored.
 */
public final class WeeksReader {

  /** Largest file. A season has about half a megabyte. */
  public static final int MAX_BYTES = 8 << 20;

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();

  private enum Column {
    AS_OF("as_of", true),
    COUNTRY("country", true),
    COUNTRY_NAME("country_name", false),
    CATEGORY("category", true),
    STREAM("stream", false),
    QUOTA("quota", false),
    FIRST("first_round", false),
    FINAL("final_round", false),
    INVITATIONS("invitations_issued", true),
    CANDIDATES("candidates_in_pool", true),
    SPOTS("spots_available", true),
    RATING_CODE("rating_code", false),
    RATING("rating", false);

    private final String header;
    private final boolean isRequired;

    Column(String header, boolean isRequired) {
      this.header = header;
      this.isRequired = isRequired;
    }
  }

  private final Faults faults = new Faults();
  private final Map<Column, Integer> columns = new EnumMap<>(Column.class);
  private final Map<LocalDate, List<Map<PoolKey, PublishedRow>>> weeks = new TreeMap<>();
  private int width;

  private WeeksReader() {}

  /** Reads a file. */
  public static FeedResult read(byte[] file) {
    if (file.length > MAX_BYTES) {
      return new FeedResult.Refused(
          List.of(
              new NotAFeed(
                  1,
                  "The file has %,d bytes; expected at most %,d."
                      .formatted(file.length, MAX_BYTES))),
          1);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
      return new WeeksReader().readText(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException _) {
      return new FeedResult.Refused(
          List.of(new NotAFeed(1, "The file is not UTF-8 text; save it as CSV in UTF-8.")), 1);
    }
  }

  private FeedResult readText(String text) {
    long line = 1;
    try (CSVParser parser = CSVParser.parse(new StringReader(text), FORMAT)) {
      Iterator<CSVRecord> records = parser.iterator();
      while (records.hasNext()) {
        CSVRecord record = records.next();
        line = Math.max(1, parser.getCurrentLineNumber());
        if (width == 0) {
          header(record, line);
          if (!faults.isEmpty()) {
            return faults.refused();
          }
        } else {
          row(record, line);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      faults.add(
          new Malformed(
              line,
              "After this line a quote is not closed, or text follows a closing quote; write a"
                  + " quote inside a quoted field twice."));
    }
    if (faults.isEmpty() && weeks.isEmpty()) {
      faults.add(
          new NotAFeed(
              line, "The file has no rows; expected column names, then one line per pool."));
    }
    if (faults.isEmpty()) {
      tooLarge(line);
    }
    return faults.isEmpty() ? new FeedResult.Read(publications(), notes()) : faults.refused();
  }

  /** The general rows that are added for streams count, too. */
  private void tooLarge(long line) {
    weeks.forEach(
        (date, all) ->
            all.stream()
                .filter(rows -> ordered(rows).size() > Publication.MAX_ROWS)
                .forEach(
                    rows ->
                        faults.add(
                            new NotAFeed(
                                line,
                                "There are %,d pools as of %s; expected at most %,d."
                                    .formatted(rows.size(), date, Publication.MAX_ROWS)))));
  }

  private void header(CSVRecord record, long line) {
    width = record.size();
    for (int i = 0; i < width; i++) {
      String name = StatedText.clean(record.get(i)).toLowerCase(Locale.ROOT);
      for (Column column : Column.values()) {
        if (column.header.equals(name) && columns.putIfAbsent(column, i) != null) {
          faults.add(new Repeated(line, "the column " + name, line));
        }
      }
    }
    for (Column column : Column.values()) {
      if (column.isRequired && !columns.containsKey(column)) {
        faults.add(
            new Missing(line, "the column " + column.header, "the first line of the CSV file"));
      }
    }
  }

  private void row(CSVRecord record, long line) {
    if (record.size() != width) {
      faults.add(
          new InvalidValue(
              line,
              "a row of",
              record.size() + " fields",
              width + " fields as in the first line; a number with a comma needs quotes"));
      return;
    }
    Optional<LocalDate> date = date(field(record, Column.AS_OF));
    if (date.isEmpty()) {
      invalid(line, Column.AS_OF, record, "a date such as 2026-05-29");
    }
    for (Column column : List.of(Column.COUNTRY, Column.CATEGORY)) {
      if (field(record, column).isBlank() || !StatedText.isValid(field(record, column))) {
        invalid(line, column, record, StatedText.EXPECTED + ", and not blank");
      }
    }
    for (Column column : List.of(Column.COUNTRY_NAME, Column.STREAM, Column.FIRST, Column.FINAL)) {
      if (!StatedText.isValid(field(record, column))) {
        invalid(line, column, record, StatedText.EXPECTED);
      }
    }
    Optional<Figure> quota = figure(record, Column.QUOTA, line);
    Optional<Figure> invitations = figure(record, Column.INVITATIONS, line);
    Optional<Figure> candidates = figure(record, Column.CANDIDATES, line);
    Optional<Figure> spots = figure(record, Column.SPOTS, line);
    Optional<ChanceWord> rating = rating(record, line);
    if (!faults.isEmpty()) {
      return;
    }
    String stream = StatedText.clean(field(record, Column.STREAM));
    var row =
        new PublishedRow(
            field(record, Column.COUNTRY),
            field(record, Column.COUNTRY_NAME),
            field(record, Column.CATEGORY),
            stream.isEmpty() ? Optional.empty() : Optional.of(stream),
            quota.orElseThrow(),
            field(record, Column.FIRST),
            field(record, Column.FINAL),
            invitations.orElseThrow(),
            candidates.orElseThrow(),
            spots.orElseThrow(),
            rating);
    add(date.orElseThrow(), row);
  }

  /** A pool that a date already has belongs to another publication with the same date. */
  private void add(LocalDate date, PublishedRow row) {
    List<Map<PoolKey, PublishedRow>> ofDate = weeks.computeIfAbsent(date, _ -> new ArrayList<>());
    for (Map<PoolKey, PublishedRow> rows : ofDate) {
      if (rows.putIfAbsent(row.pool(), row) == null) {
        return;
      }
    }
    Map<PoolKey, PublishedRow> further = new LinkedHashMap<>();
    further.put(row.pool(), row);
    ofDate.add(further);
  }

  private void invalid(long line, Column column, CSVRecord record, String expected) {
    faults.add(new InvalidValue(line, column.header, field(record, column), expected));
  }

  private String field(CSVRecord record, Column column) {
    Integer index = columns.get(column);
    return index == null ? "" : record.get(index);
  }

  private static Optional<LocalDate> date(String text) {
    try {
      return Optional.of(LocalDate.parse(text.strip())).filter(Publication::isPossible);
    } catch (DateTimeParseException _) {
      return Publication.parseDate(text);
    }
  }

  private Optional<Figure> figure(CSVRecord record, Column column, long line) {
    Optional<Figure> figure = Figure.parse(field(record, column));
    if (figure.isEmpty()) {
      invalid(line, column, record, Figure.EXPECTED);
    }
    return figure;
  }

  private Optional<ChanceWord> rating(CSVRecord record, long line) {
    Column column = columns.containsKey(Column.RATING_CODE) ? Column.RATING_CODE : Column.RATING;
    if (field(record, column).isBlank()) {
      return Optional.empty();
    }
    Optional<ChanceWord> rating = ChanceWord.parse(field(record, column));
    if (rating.isEmpty()) {
      invalid(line, column, record, ChanceWord.EXPECTED + ", its word, or nothing");
    }
    return rating;
  }

  private List<String> notes() {
    return weeks.entrySet().stream()
        .filter(week -> week.getValue().size() > 1)
        .map(
            week ->
                "Pools are stated up to %d times as of %s; these are read as several publications."
                    .formatted(week.getValue().size(), week.getKey()))
        .toList();
  }

  private List<Publication> publications() {
    var publications = new ArrayList<Publication>();
    weeks.forEach(
        (date, all) -> all.forEach(rows -> publications.add(Publication.of(date, ordered(rows)))));
    return publications;
  }

  /**
   * Rows of streams after those of their general pools, as in the feed. A stream without a general
   * row, as in tables that omit rows, gets one without figures.
   */
  private static List<PublishedRow> ordered(Map<PoolKey, PublishedRow> rows) {
    Map<PoolKey, List<PublishedRow>> groups = new LinkedHashMap<>();
    rows.forEach(
        (pool, row) -> {
          List<PublishedRow> group =
              groups.computeIfAbsent(
                  pool.general(),
                  general -> {
                    var first = new ArrayList<PublishedRow>();
                    first.add(rows.getOrDefault(general, generalOf(row)));
                    return first;
                  });
          if (row.stream().isPresent()) {
            group.add(row);
          }
        });
    return groups.values().stream().flatMap(List::stream).toList();
  }

  private static PublishedRow generalOf(PublishedRow row) {
    var none = new Figure.Blank("");
    return new PublishedRow(
        row.code(),
        row.country(),
        row.category(),
        Optional.empty(),
        none,
        "",
        "",
        none,
        none,
        none,
        Optional.empty());
  }
}
