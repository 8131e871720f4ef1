package org.iecpools.stats.web.page;

import java.text.Collator;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iecpools.stats.domain.Amount;
import org.iecpools.stats.domain.NextRound;
import org.iecpools.stats.web.TableRow;

/**
 * The model of a season's table.
 *
 * @param frame what surrounds it
 * @param season the season; empty while none is known
 * @param seasons all known seasons, ascending
 * @param query what the address selects
 * @param rows the rows that match, sorted, without pools that are not offered
 * @param notOffered the rows of pools that are not offered, which are folded
 * @param all number of rows before filtering
 */
public record SeasonPage(
    Frame frame,
    Optional<Integer> season,
    NavigableSet<Integer> seasons,
    SeasonQuery query,
    List<PoolLine> rows,
    List<PoolLine> notOffered,
    int all) {

  /** Sums the values of all offered pools shown; empty if none has one. */
  public OptionalLong total(Function<TableRow, OptionalLong> value) {
    return rows.stream()
        .map(PoolLine::row)
        .map(value)
        .flatMapToLong(OptionalLong::stream)
        .reduce(Long::sum);
  }

  /** The rows shown that are published by others and not counted here. */
  public List<PoolLine> publishedOnly() {
    return Stream.concat(rows.stream(), notOffered.stream())
        .filter(line -> line.row().isPublishedOnly())
        .toList();
  }

  /** The rows shown whose published figures are flagged. */
  public List<PoolLine> flagged() {
    return Stream.concat(rows.stream(), notOffered.stream()).filter(PoolLine::isFlagged).toList();
  }

  /** The known seasons except the one shown, newest first. */
  public Iterable<Integer> otherSeasons() {
    return seasons.descendingSet().stream()
        .filter(year -> season.filter(year::equals).isEmpty())
        .toList();
  }

  /** The address of the table sorted by a column. */
  public String sortedBy(SeasonQuery.Sort column) {
    return address(query.sortedBy(column));
  }

  /** The value of {@code aria-sort} of a column; empty if the table is not sorted by it. */
  public String ariaSort(SeasonQuery.Sort column) {
    return column != query.sort() ? "" : query.down() ? "descending" : "ascending";
  }

  /** The address of the same table without filters. */
  public String unfiltered() {
    return address("");
  }

  /**
   * The address of exactly the rows shown, as the API serves them.
   *
   * @param format json or csv
   */
  public String download(String format) {
    Map<String, String> parameters = new LinkedHashMap<>();
    season.ifPresent(year -> parameters.put("season", Integer.toString(year)));
    if (!query.country().isEmpty()) {
      parameters.put(
          "country",
          Stream.concat(rows.stream(), notOffered.stream())
              .map(line -> line.pool().getCountry())
              .distinct()
              .collect(Collectors.joining(",")));
    }
    query.category().ifPresent(value -> parameters.put("category", value.name()));
    query.rating().ifPresent(value -> parameters.put("rating", value.name()));
    if (query.open()) {
      parameters.put("open", "1");
    }
    parameters.putAll(query.days().parameters());
    parameters.put("format", format);
    return "/api/v1/dashboard?" + SeasonQuery.join(parameters);
  }

  private String address(String parameters) {
    return parameters.isEmpty() ? frame.path() : frame.path() + "?" + parameters;
  }

  /** The rows of a season that match a query, sorted; both offered and not. */
  static SeasonPage of(
      Frame frame,
      Optional<Integer> season,
      NavigableSet<Integer> seasons,
      SeasonQuery query,
      List<PoolLine> rows) {
    Texts texts = frame.texts();
    List<PoolLine> shown =
        rows.stream().filter(line -> query.shows(line.row())).sorted(order(query, texts)).toList();
    return new SeasonPage(
        frame,
        season,
        seasons,
        query,
        shown.stream().filter(line -> line.row().quota() != Amount.Word.NOT_OFFERED).toList(),
        shown.stream().filter(line -> line.row().quota() == Amount.Word.NOT_OFFERED).toList(),
        rows.size());
  }

  private static Comparator<PoolLine> order(SeasonQuery query, Texts texts) {
    Collator collator = Collator.getInstance(texts.language().locale());
    Comparator<PoolLine> byName =
        Comparator.comparing(
                (PoolLine line) -> texts.country(line.pool().getCountry()), collator::compare)
            .thenComparing(line -> texts.category(line.pool()), collator::compare);
    Comparator<PoolLine> chosen =
        switch (query.sort()) {
          case COUNTRY -> byName;
          case CATEGORY ->
              Comparator.comparing(line -> texts.category(line.pool()), collator::compare);
          case STATE ->
              Comparator.comparingInt(
                  line -> line.overview().map(it -> -it.state().ordinal()).orElse(0));
          // Published rows have a rating and no chance.
          case CHANCE ->
              Comparator.comparingDouble((PoolLine line) -> line.row().chance().orElse(-1))
                  .thenComparingInt(line -> -line.row().rating().ordinal());
          case CANDIDATES ->
              Comparator.comparingLong(line -> line.row().candidatesInPool().orElse(-1));
          case NEXT ->
              Comparator.comparing(line -> line.next().map(NextRound::at).orElse(Instant.MAX));
          case SPOTS -> Comparator.comparingDouble(line -> rank(line.row().spotsAvailable()));
        };
    return (query.down() ? chosen.reversed() : chosen).thenComparing(byName);
  }

  /** Unlimited sorts above every number, the other words below. */
  private static double rank(Amount amount) {
    return switch (amount) {
      case Amount.Permits permits -> permits.number();
      case Amount.Word word ->
          switch (word) {
            case UNLIMITED -> Double.POSITIVE_INFINITY;
            case TO_BE_ANNOUNCED -> -1;
            case NOT_OFFERED -> -2;
          };
    };
  }
}
