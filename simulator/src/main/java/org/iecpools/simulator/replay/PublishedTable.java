package org.iecpools.simulator.replay;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.iecpools.events.Category;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;

/**
 * Published weekly rows of one or several seasons, as read from a CSV file.
 *
 * <p>Required columns: {@code as_of}, {@code season}, {@code country} or {@code country_name},
 * {@code category}, and at least one of {@code quota}, {@code invitations_issued}, {@code
 * candidates_in_pool} and {@code spots_available}. {@code stream} is optional; other columns are
 * ignored. Rows may be in any order.
 *
 * @param rows one per pool and day, ascending by pool, then by day
 * @param contradictions cells that differ from an earlier line of the same pool and day
 * @param notes what was ignored, in sentences
 */
public record PublishedTable(
    List<PublishedRow> rows, List<Unreachable> contradictions, List<String> notes) {

  /** The highest number allowed in a cell, because each candidate is simulated. */
  public static final int HIGHEST = 1_000_000;

  private static final String AS_OF = "as_of";
  private static final String SEASON = "season";
  private static final String COUNTRY = "country";
  private static final String COUNTRY_NAME = "country_name";
  private static final String CATEGORY = "category";
  private static final String STREAM = "stream";

  /** Accepted header names, reduced to lower-case letters. */
  private static final Map<String, List<String>> HEADERS =
      Map.of(
          AS_OF, List.of("asof"),
          SEASON, List.of("season"),
          COUNTRY, List.of("country", "countrycode"),
          COUNTRY_NAME, List.of("countryname"),
          CATEGORY, List.of("category"),
          STREAM, List.of("stream"));

  private static final Pattern PLAIN = Pattern.compile("\\d+");
  private static final Pattern GROUPED = Pattern.compile("\\d{1,3}([, ]\\d{3})+");

  private static final List<DateTimeFormatter> DATES =
      Stream.of("uuuu-MM-dd", "MMMM d, uuuu", "MMM d, uuuu", "d MMMM uuuu")
          .map(
              pattern ->
                  new DateTimeFormatterBuilder()
                      .parseCaseInsensitive()
                      .appendPattern(pattern)
                      .toFormatter(Locale.ENGLISH)
                      .withResolverStyle(ResolverStyle.STRICT))
          .toList();

  /** The feed's row for recognized organizations, which does not belong to a country's pool. */
  private static final String NO_POOL = "recognized organizations";

  /** Takes copies. */
  public PublishedTable {
    rows = List.copyOf(rows);
    contradictions = List.copyOf(contradictions);
    notes = List.copyOf(notes);
  }

  /**
   * Reads a file.
   *
   * @param file UTF-8, with or without a byte order mark, with LF or CRLF line ends
   * @throws TableRefused with the first faults and their total number, if there are any
   */
  public static PublishedTable read(byte[] file) throws TableRefused {
    return new Reader().read(text(file));
  }

  private static String text(byte[] file) throws TableRefused {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
      if (text.indexOf('\0') < 0) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
      }
    } catch (CharacterCodingException _) {
      // The fault is thrown below.
    }
    throw new TableRefused(
        List.of(new TableFault(1, "The file is not UTF-8 text; save it as CSV in UTF-8.")));
  }

  /** Reads one file and collects all faults. */
  private static final class Reader {

    private final List<TableFault> faults = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<Unreachable> contradictions = new ArrayList<>();
    private final Map<PoolId, Map<LocalDate, PublishedRow>> rows = new LinkedHashMap<>();
    private final Map<String, Integer> indexes = new HashMap<>();
    private final Map<PublishedColumn, Integer> columns = new EnumMap<>(PublishedColumn.class);
    private int width;
    private boolean headed;
    private int repeats;
    private int noPools;
    private int faultTotal;

    PublishedTable read(String text) throws TableRefused {
      CSVFormat format =
          CSVFormat.RFC4180
              .builder()
              .setIgnoreEmptyLines(true)
              .setIgnoreSurroundingSpaces(true)
              .get();
      long line = 1;
      try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
        Iterator<CSVRecord> records = parser.iterator();
        while (records.hasNext()) {
          CSVRecord row = records.next();
          // The first line of the row: its last line minus the line breaks within quotes.
          line = parser.getCurrentLineNumber() - breaks(row);
          if (width == 0) {
            header(row, line);
          } else if (headed && !faulty(row, line)) {
            row(row, line);
          }
        }
      } catch (UncheckedIOException e) {
        fault(
            new TableFault(
                line,
                "After this line, "
                    + quoting(
                        Objects.requireNonNull(
                            e.getCause(), "an UncheckedIOException has a cause"))));
      } catch (IOException e) {
        fault(new TableFault(line, "After this line, " + quoting(e)));
      }
      if (faults.isEmpty() && rows.isEmpty()) {
        fault(
            new TableFault(
                line,
                width == 0
                    ? "The file is empty; expected a line with the column names, then rows."
                    : "The file has no row of a pool; expected at least one."));
      }
      if (!faults.isEmpty()) {
        faults.sort(Comparator.comparingLong(TableFault::line));
        throw new TableRefused(faults, faultTotal);
      }
      if (repeats > 0) {
        notes.add("Repeated cells with the same content: %d.".formatted(repeats));
      }
      if (noPools > 0) {
        notes.add(
            "Ignored rows of recognized organizations, which belong to no country's pool: %d."
                .formatted(noPools));
      }
      return new PublishedTable(
          rows.entrySet().stream()
              .sorted(Map.Entry.comparingByKey(PoolIds.ORDER))
              .flatMap(
                  pool ->
                      pool.getValue().values().stream()
                          .sorted(Comparator.comparing(PublishedRow::asOf)))
              .toList(),
          contradictions,
          notes);
    }

    private void fault(TableFault fault) {
      faultTotal++;
      if (faults.size() < TableRefused.KEPT) {
        faults.add(fault);
      }
    }

    private static String quoting(IOException e) {
      return "a quote is not closed, or text follows a closing quote; write a quote inside a"
          + " quoted field twice. ("
          + e.getMessage()
          + ")";
    }

    private static long breaks(CSVRecord row) {
      return row.stream().flatMapToInt(String::chars).filter(c -> c == '\n').count();
    }

    private void header(CSVRecord row, long line) {
      width = row.size();
      for (int i = 0; i < width; i++) {
        String name = letters(clean(row.get(i)));
        int index = i;
        HEADERS.forEach(
            (column, also) -> {
              if (also.contains(name) && indexes.putIfAbsent(column, index) != null) {
                fault(twice(column, line));
              }
            });
        for (PublishedColumn column : PublishedColumn.values()) {
          if (column.headers().contains(name) && columns.putIfAbsent(column, index) != null) {
            fault(twice(column.label().replace(' ', '_'), line));
          }
        }
      }
      var missing = new ArrayList<String>();
      Stream.of(AS_OF, SEASON, CATEGORY).filter(c -> !indexes.containsKey(c)).forEach(missing::add);
      if (!indexes.containsKey(COUNTRY) && !indexes.containsKey(COUNTRY_NAME)) {
        missing.add(COUNTRY);
      }
      if (columns.isEmpty()) {
        missing.add(
            "one of "
                + Stream.of(PublishedColumn.values())
                    .map(column -> column.label().replace(' ', '_'))
                    .collect(Collectors.joining(", ")));
      }
      if (!missing.isEmpty()) {
        fault(
            new TableFault(
                line,
                "The first line must contain the column names, separated by commas; missing: %s."
                    .formatted(String.join("; ", missing))));
      }
      headed = faults.isEmpty();
    }

    private static TableFault twice(String column, long line) {
      return new TableFault(line, "The column %s occurs twice; expected once.".formatted(column));
    }

    /** Whether a row is empty or has the wrong number of fields. */
    private boolean faulty(CSVRecord row, long line) {
      if (row.stream().allMatch(field -> clean(field).isEmpty())) {
        return true; // only commas, as spreadsheets write at the end of a file
      }
      if (row.size() != width) {
        fault(
            new TableFault(
                line,
                "The row has %d fields, but the first line has %d (a number with a comma needs quotes: \"2,346\")."
                    .formatted(row.size(), width)));
        return true;
      }
      return false;
    }

    private void row(CSVRecord row, long line) {
      if (field(row, COUNTRY_NAME).equalsIgnoreCase(NO_POOL)
          || field(row, COUNTRY).equalsIgnoreCase(NO_POOL)) {
        noPools++;
        return;
      }
      var wrong = new ArrayList<String>();
      Optional<Integer> season = season(field(row, SEASON), wrong);
      Optional<LocalDate> asOf = asOf(field(row, AS_OF), season, wrong);
      Optional<String> country = country(field(row, COUNTRY), field(row, COUNTRY_NAME), wrong);
      Optional<Category> category = category(field(row, CATEGORY), wrong);
      Optional<String> stream = stream(field(row, STREAM), wrong);
      var cells = new EnumMap<PublishedColumn, Cell>(PublishedColumn.class);
      columns.forEach(
          (column, index) ->
              cell(column, clean(row.get(index)), wrong)
                  .filter(Cell::stated)
                  .ifPresent(cell -> cells.put(column, cell)));
      if (!wrong.isEmpty()) {
        wrong.forEach(text -> fault(new TableFault(line, text + ".")));
        return;
      }
      PoolId general =
          PoolIds.of(season.orElseThrow(), country.orElseThrow(), category.orElseThrow());
      PoolId pool =
          stream.map(name -> PoolId.newBuilder(general).setStream(name).build()).orElse(general);
      var lines = new EnumMap<PublishedColumn, Long>(PublishedColumn.class);
      cells.keySet().forEach(column -> lines.put(column, line));
      rows.computeIfAbsent(pool, _ -> new HashMap<>())
          .merge(
              asOf.orElseThrow(),
              new PublishedRow(pool, asOf.orElseThrow(), cells, lines),
              this::merge);
    }

    /**
     * Merges two rows of the same pool and day: the second adds the cells that the first leaves
     * blank.
     */
    private PublishedRow merge(PublishedRow first, PublishedRow second) {
      var cells = new EnumMap<PublishedColumn, Cell>(first.cells());
      var lines = new HashMap<>(first.lines());
      for (PublishedColumn column : PublishedColumn.values()) {
        Cell one = first.cell(column);
        Cell other = second.cell(column);
        if (!one.stated()) {
          cells.put(column, other);
          if (other.stated()) {
            lines.put(column, second.line(column));
          }
        } else if (one.equals(other)) {
          repeats++;
        } else if (other.stated()) {
          contradictions.add(
              new Unreachable(
                  first.pool(),
                  first.asOf(),
                  column,
                  other,
                  second.line(column),
                  "line %d states %s for the same pool and day, and a pool has one number at a time"
                      .formatted(first.line(column), one.text())));
        }
      }
      return new PublishedRow(first.pool(), first.asOf(), cells, lines);
    }

    private String field(CSVRecord row, String column) {
      Integer index = indexes.get(column);
      return index == null ? "" : clean(row.get(index));
    }

    private static Optional<Integer> season(String text, List<String> wrong) {
      if (text.matches("2\\d{3}")) {
        return Optional.of(Integer.parseInt(text));
      }
      wrong.add("season '%s' is not valid; expected a year from 2000 to 2999".formatted(text));
      return Optional.empty();
    }

    private static Optional<LocalDate> asOf(
        String text, Optional<Integer> season, List<String> wrong) {
      for (DateTimeFormatter format : DATES) {
        try {
          LocalDate day = LocalDate.parse(text, format);
          season
              .filter(year -> day.isBefore(opens(year)) || day.isAfter(ends(year)))
              .ifPresent(
                  year ->
                      wrong.add(
                          "as_of %s is not in season %d; expected a day from %s to %s"
                              .formatted(day, year, opens(year), ends(year))));
          return Optional.of(day);
        } catch (DateTimeParseException _) {
          // Try the next format.
        }
      }
      wrong.add(
          "as_of '%s' is not a valid date; expected one such as 2023-02-10 or February 10, 2023"
              .formatted(text));
      return Optional.empty();
    }

    private static LocalDate opens(int season) {
      return LocalDate.of(season - 1, 10, 1);
    }

    private static LocalDate ends(int season) {
      return LocalDate.of(season + 1, 1, 31);
    }

    private static Optional<String> country(String code, String name, List<String> wrong) {
      // Files without a name column may have names in the code column.
      boolean named = code.length() > 2;
      CountryNames.Found found =
          named
              ? CountryNames.find("", name.isEmpty() ? code : name)
              : CountryNames.find(code, name);
      return switch (found) {
        case CountryNames.Country(String iso) -> Optional.of(iso);
        case CountryNames.NotFound(String fault) -> {
          wrong.add(fault);
          yield Optional.empty();
        }
      };
    }

    private static Optional<Category> category(String text, List<String> wrong) {
      return switch (letters(text)) {
        case "workingholiday", "wh" -> Optional.of(Category.WORKING_HOLIDAY);
        case "youngprofessionals", "yp" -> Optional.of(Category.YOUNG_PROFESSIONALS);
        case "internationalcoop", "coop" -> Optional.of(Category.INTERNATIONAL_COOP);
        default -> {
          wrong.add(
              "category '%s' is not valid; expected WORKING_HOLIDAY, YOUNG_PROFESSIONALS or INTERNATIONAL_COOP"
                  .formatted(text));
          yield Optional.empty();
        }
      };
    }

    private static Optional<String> stream(String text, List<String> wrong) {
      if (isBlank(text)) {
        return Optional.empty();
      }
      String stream = text.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
      String fault = PoolIds.fault(new PoolId(2000, "IE", Category.WORKING_HOLIDAY, stream));
      if (fault != null) {
        wrong.add(
            "stream '%s' is not valid; expected a name such as VIE or ICEX_VIVES".formatted(text));
      }
      return Optional.of(stream);
    }

    private static Optional<Cell> cell(PublishedColumn column, String text, List<String> wrong) {
      if (isBlank(text)) {
        return Optional.of(Cell.BLANK);
      }
      Optional<Cell> word =
          switch (text.toLowerCase(Locale.ROOT).replace('_', ' ')) {
            case "unlimited" ->
                column.counts() ? Optional.empty() : Optional.of(Cell.Word.UNLIMITED);
            case "to be announced", "tba" -> Optional.of(Cell.Word.TO_BE_ANNOUNCED);
            case "not offered" -> Optional.of(Cell.Word.NOT_OFFERED);
            default -> Optional.empty();
          };
      if (word.isPresent()) {
        return word;
      }
      if (PLAIN.matcher(text).matches() || GROUPED.matcher(text).matches()) {
        String digits = text.replaceAll("\\D", "");
        if (digits.length() <= 9 && Integer.parseInt(digits) <= HIGHEST) {
          return Optional.of(new Cell.Count(Integer.parseInt(digits)));
        }
      }
      wrong.add(
          "%s '%s' is not valid; expected a whole number from 0 to %,d (2346 or 2,346)%s, \"to be announced\", \"not offered\", or nothing"
              .formatted(
                  column.label().replace(' ', '_'),
                  text,
                  HIGHEST,
                  column.counts() ? "" : ", \"unlimited\""));
      return Optional.empty();
    }

    private static boolean isBlank(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "", "na", "n/a", "not applicable", "-" -> true;
        default -> false;
      };
    }

    /** Removes invisible spaces and collapses repeated ones. */
    private static String clean(String field) {
      return field
          .replaceAll("(?i)&nbsp;?|&#160;", " ")
          .replaceAll("[\\s\\u00A0\\u2007\\u202F\\uFEFF]+", " ")
          .strip();
    }

    private static String letters(String text) {
      return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    }
  }
}
