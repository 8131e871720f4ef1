package org.iecpools.stats.web;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.iecpools.domain.Weeks;
import org.iecpools.events.PoolIds;
import org.iecpools.stats.domain.Amount;
import org.iecpools.stats.domain.Anomaly;
import org.iecpools.stats.domain.Change;
import org.iecpools.stats.domain.PoolSchedule;
import org.iecpools.stats.domain.PoolStatus;
import org.iecpools.stats.domain.Rating;
import org.iecpools.stats.domain.Row;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/** Writes rows as JSON and CSV from one list of columns. */
final class Table {

  static final MediaType CSV = new MediaType("text", "csv");

  private static final DateTimeFormatter WITH_OFFSET =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);

  /**
   * A number or word of each row.
   *
   * @param name in CSV; in JSON the field, or {@code object.field}
   */
  private record Column(String name, Function<TableRow, @Nullable Object> value) {}

  /** The object of the changes. */
  private static final String CHANGE = "changeSinceLastPublication.";

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
          new Column("quotaNumber", row -> number(row.quota().permits())),
          new Column("quotaStatus", row -> status(row.quota())),
          new Column("quotaSource", TableRow::quotaSource),
          new Column("invitationsIssued", row -> number(row.invitationsIssued())),
          new Column("candidatesInPool", row -> number(row.candidatesInPool())),
          new Column("spotsAvailable", row -> amount(row.spotsAvailable())),
          new Column("spotsNumber", row -> number(row.spotsAvailable().permits())),
          new Column("spotsStatus", row -> status(row.spotsAvailable())),
          new Column("rating", row -> row.rating().text()),
          new Column("chance", row -> chance(row.chance())),
          new Column("loisIssued", row -> number(row.loisIssued())),
          new Column("openInvitations", row -> number(row.openInvitations())),
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
          new Column("poolStatus", row -> row.poolStatus().map(PoolStatus::text).orElse(null)),
          new Column("publishedAt", row -> inToronto(row.publishedAt())),
          new Column(
              "nextPublicationAt",
              row -> inToronto(row.schedule().flatMap(PoolSchedule::nextPublicationAt))),
          new Column("firstRoundAt", row -> time(row, PoolSchedule::firstRoundAt)),
          new Column("nextRoundAt", row -> time(row, PoolSchedule::nextRoundAt)),
          new Column("nextRoundAnnouncedSize", row -> number(row.announcedSize())),
          new Column("finalRoundAt", row -> time(row, PoolSchedule::finalRoundAt)),
          new Column("roundsLeft", row -> number(row.roundsLeft())),
          new Column(
              CHANGE + "since", row -> row.change().map(it -> it.since().toString()).orElse(null)),
          new Column(CHANGE + "quota", row -> change(row, Change::quota)),
          new Column(CHANGE + "invitations", row -> change(row, Change::invitations)),
          new Column(CHANGE + "candidates", row -> change(row, Change::candidates)),
          new Column(CHANGE + "spots", row -> change(row, Change::spots)),
          new Column(CHANGE + "lois", row -> change(row, Change::lois)),
          new Column(CHANGE + "openInvitations", row -> change(row, Change::open)),
          new Column("publishedBy", row -> published(row, PublishedFigures::source)),
          new Column("publishedOn", row -> published(row, it -> it.day().toString())),
          new Column("publishedRevision", row -> published(row, PublishedFigures::revision)),
          new Column("publishedFirstRound", row -> published(row, PublishedFigures::firstRound)),
          new Column("publishedFinalRound", row -> published(row, PublishedFigures::finalRound)),
          new Column("publishedQuota", row -> published(row, it -> it.quota().stated())),
          new Column(
              "publishedInvitations", row -> published(row, it -> it.invitations().stated())),
          new Column("publishedCandidates", row -> published(row, it -> it.candidates().stated())),
          new Column("publishedSpots", row -> published(row, it -> it.spots().stated())),
          new Column(
              "publishedRating",
              row -> row.published().flatMap(it -> it.rating().map(Rating::text)).orElse(null)),
          new Column("invitationsDifference", row -> number(row.invitationsDifference())),
          new Column("candidatesDifference", row -> number(row.candidatesDifference())),
          new Column("spotsDifference", row -> number(row.spotsDifference())),
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
    COLUMNS.forEach(column -> put(fields, column.name(), column.value().apply(row)));
    return fields;
  }

  @SuppressWarnings("unchecked") // no column has the name of an object
  private static void put(
      Map<String, @Nullable Object> fields, String name, @Nullable Object value) {
    String[] path = name.split("\\.", 2);
    if (path.length == 1) {
      fields.put(name, value);
    } else {
      put(
          (Map<String, @Nullable Object>)
              Objects.requireNonNull(fields.computeIfAbsent(path[0], _ -> new LinkedHashMap<>())),
          path[1],
          value);
    }
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

  private static @Nullable Object chance(OptionalDouble chance) {
    return chance.isEmpty() ? null : chance.getAsDouble();
  }

  private static @Nullable Object change(TableRow row, Function<Change, OptionalLong> number) {
    return number(row.change().map(number).orElse(OptionalLong.empty()));
  }

  private static @Nullable Object time(
      TableRow row, Function<PoolSchedule, Optional<Instant>> time) {
    return row.schedule().flatMap(time).map(Instant::toString).orElse(null);
  }

  /** Publications are made at a time of day in Toronto, so the offset is that of Toronto. */
  private static @Nullable Object inToronto(Optional<Instant> at) {
    return at.map(time -> WITH_OFFSET.format(time.atZone(Weeks.ZONE))).orElse(null);
  }

  private static @Nullable Integer number(OptionalInt number) {
    return number.isEmpty() ? null : number.getAsInt();
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
