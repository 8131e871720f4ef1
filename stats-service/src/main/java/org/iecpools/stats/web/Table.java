package org.iecpools.stats.web;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.iecpools.events.PoolIds;
import org.iecpools.stats.domain.Amount;
import org.iecpools.stats.domain.Anomaly;
import org.iecpools.stats.domain.Rating;
import org.iecpools.stats.domain.Row;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/** Writes rows as JSON and CSV from one list of columns. */
final class Table {

  static final MediaType CSV = new MediaType("text", "csv");

  private record Column(String name, Function<TableRow, @Nullable Object> value) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("pool", row -> PoolIds.text(row.pool())),
          new Column("season", row -> row.pool().getSeason()),
          new Column("country", row -> row.pool().getCountry()),
          new Column("countryName", TableRow::countryName),
          new Column("category", row -> row.pool().getCategory().name()),
          new Column("stream", row -> row.pool().getStream()),
          new Column("source", row -> row.source().text()),
          new Column("quota", row -> amount(row.quota())),
          new Column("quotaNumber", row -> number(row.quota())),
          new Column("quotaStatus", row -> status(row.quota())),
          new Column("quotaSource", TableRow::quotaSource),
          new Column("invitationsIssued", TableRow::invitationsIssued),
          new Column("candidatesInPool", TableRow::candidatesInPool),
          new Column("spotsAvailable", row -> amount(row.spotsAvailable())),
          new Column("spotsNumber", row -> number(row.spotsAvailable())),
          new Column("spotsStatus", row -> status(row.spotsAvailable())),
          new Column("rating", row -> row.rating().text()),
          new Column("chance", row -> counted(row, Table::chance)),
          new Column("loisIssued", row -> counted(row, Row::loisIssued)),
          new Column("openInvitations", row -> counted(row, Row::openInvitations)),
          new Column(
              "lastRoundAt",
              row -> row.counted().map(Row::lastRoundAt).map(Instant::toString).orElse(null)),
          new Column("asOf", row -> row.asOf().toString()),
          new Column("week", row -> row.week().toString()),
          new Column("revision", TableRow::revision),
          new Column(
              "poolSizeDifference", row -> counted(row, it -> number(it.poolSizeDifference()))),
          new Column("notDrawable", row -> counted(row, it -> number(it.notDrawable()))),
          new Column("anomalies", row -> row.counted().map(Row::anomalies).orElse(List.of())),
          new Column("publishedBy", row -> published(row, PublishedFigures::source)),
          new Column("publishedOn", row -> published(row, it -> it.day().toString())),
          new Column("publishedRevision", row -> published(row, PublishedFigures::revision)),
          new Column("publishedQuota", row -> published(row, it -> it.quota().stated())),
          new Column(
              "publishedInvitations", row -> published(row, it -> it.invitations().stated())),
          new Column("publishedCandidates", row -> published(row, it -> it.candidates().stated())),
          new Column("publishedSpots", row -> published(row, it -> it.spots().stated())),
          new Column(
              "publishedRating",
              row -> row.published().flatMap(it -> it.rating().map(Rating::text)).orElse(null)),
          new Column("invitationsDifference", TableRow::invitationsDifference),
          new Column("candidatesDifference", TableRow::candidatesDifference),
          new Column("spotsDifference", TableRow::spotsDifference),
          new Column(
              "contradictions",
              row -> row.published().map(PublishedFigures::contradictions).orElse(List.of())));

  private Table() {}

  /** Rows as JSON objects. */
  static List<Map<String, @Nullable Object>> json(List<TableRow> rows) {
    return rows.stream().map(Table::json).toList();
  }

  /** A row as a JSON object. */
  static Map<String, @Nullable Object> json(TableRow row) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    COLUMNS.forEach(column -> fields.put(column.name(), column.value().apply(row)));
    return fields;
  }

  /** Rows as CSV (RFC 4180) with a header; anomalies and contradictions are given by code only. */
  static String csv(List<TableRow> rows) {
    String header = COLUMNS.stream().map(Column::name).collect(Collectors.joining(",")) + "\r\n";
    return rows.stream()
        .map(
            row ->
                COLUMNS.stream()
                    .map(column -> cell(column.value().apply(row)))
                    .collect(Collectors.joining(",", "", "\r\n")))
        .collect(Collectors.joining("", header, ""));
  }

  /**
   * The content of rows without {@code asOf}, for the entity tag: equal results need not be sent
   * again.
   */
  static String withoutTime(List<TableRow> rows) {
    return rows.stream()
        .flatMap(
            row ->
                COLUMNS.stream()
                    .filter(column -> !column.name().equals("asOf"))
                    .map(column -> String.valueOf(column.value().apply(row))))
        .collect(Collectors.joining("\n"));
  }

  private static @Nullable Object counted(TableRow row, Function<Row, @Nullable Object> value) {
    Row counted = row.counted().orElse(null);
    return counted == null ? null : value.apply(counted);
  }

  private static @Nullable Object published(
      TableRow row, Function<PublishedFigures, Object> value) {
    return row.published().<Object>map(value::apply).orElse(null);
  }

  private static @Nullable Object chance(Row row) {
    return row.chance().isEmpty() ? null : row.chance().getAsDouble();
  }

  private static @Nullable Long number(OptionalLong number) {
    return number.isEmpty() ? null : number.getAsLong();
  }

  private static Object amount(Amount amount) {
    return switch (amount) {
      case Amount.Permits permits -> permits.number();
      case Amount.Word word -> word.text();
    };
  }

  private static @Nullable Long number(Amount amount) {
    return amount instanceof Amount.Permits(long number) ? number : null;
  }

  private static String status(Amount amount) {
    return switch (amount) {
      case Amount.Permits _ -> Amount.PERMITS;
      case Amount.Word word -> word.text();
    };
  }

  private static String cell(@Nullable Object value) {
    String text =
        switch (value) {
          case null -> "";
          case List<?> anomalies ->
              anomalies.stream()
                  .map(anomaly -> ((Anomaly) anomaly).code())
                  .collect(Collectors.joining(";"));
          default -> value.toString();
        };
    return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
