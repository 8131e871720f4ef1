package org.iecpools.stats.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.iecpools.stats.domain.Amount;
import org.iecpools.stats.domain.PoolState;
import org.iecpools.stats.domain.PoolStatus;
import org.iecpools.stats.domain.Rating;
import org.iecpools.stats.domain.Row;
import org.iecpools.stats.domain.SeasonState;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

/** Adds the words that columns and states may be to the OpenAPI description, from their enums. */
@Component
@SuppressWarnings({"rawtypes", "unchecked"}) // the model's maps and lists of schemas are raw
final class TableDescription implements OpenApiCustomizer {

  @Override
  public void customise(OpenAPI api) {
    Map<String, Schema> schemas = api.getComponents().getSchemas();
    of(of(schemas, "PoolOverview").getProperties(), "state")
        .setEnum(texts(PoolState.values(), PoolState::text));
    of(of(schemas, "Dashboard").getProperties(), "seasonState")
        .setEnum(texts(SeasonState.values(), SeasonState::text));
    of(of(schemas, "Season").getProperties(), "state")
        .setEnum(texts(SeasonState.values(), SeasonState::text));
    of(of(schemas, "PoolForecast").getProperties(), "source")
        .setEnum(texts(TableRow.Source.values(), TableRow.Source::text));
    of(of(schemas, "Season").getProperties(), "source")
        .setEnum(texts(TableRow.Source.values(), TableRow.Source::text));
    Map<String, Schema> columns = of(schemas, "Row").getProperties();
    of(columns, "rating").setEnum(texts(Rating.values(), Rating::text));
    of(columns, "quotaSource").setEnum(quotaSources());
    of(columns, "source").setEnum(texts(TableRow.Source.values(), TableRow.Source::text));
    of(columns, "publishedRating").setEnum(orNull(texts(Rating.values(), Rating::text)));
    of(columns, "poolStatus").setEnum(orNull(texts(PoolStatus.values(), PoolStatus::text)));
    api.getComponents().addSchemas("Amount", amount()).addSchemas("AmountWord", word());
    of(columns, "quota").set$ref("Amount");
    of(columns, "spotsAvailable").set$ref("Amount");
    of(columns, "quotaStatus").setEnum(statuses());
    of(columns, "spotsStatus").setEnum(statuses());
  }

  private static Schema of(Map<String, Schema> schemas, String name) {
    return Objects.requireNonNull(schemas.get(name), "TableBody describes it");
  }

  /** The word is a schema of its own, because clients would read a number as a string too. */
  private static Schema<?> amount() {
    Schema<Number> permits =
        new IntegerSchema().minimum(BigDecimal.ZERO).description("Number of permits.");
    return new Schema<>()
        .description("A number of permits, or a word instead.")
        .oneOf(List.of(permits, new Schema<>().$ref("AmountWord")));
  }

  private static Schema<?> word() {
    Schema<String> word = new StringSchema().description("A word instead of a number.");
    word.setEnum(texts(Amount.Word.values(), Amount.Word::text));
    return word;
  }

  private static List<String> quotaSources() {
    return Stream.concat(
            texts(Row.QuotaSource.values(), Row.QuotaSource::text).stream(),
            Stream.of(TableRow.QUOTA_PUBLISHED))
        .toList();
  }

  /** A list of values does not permit null unless it contains it. */
  private static List<@Nullable String> orNull(List<String> texts) {
    List<@Nullable String> values = new ArrayList<>(texts);
    values.add(null);
    return values;
  }

  private static List<String> statuses() {
    return Stream.concat(
            Stream.of(Amount.PERMITS), texts(Amount.Word.values(), Amount.Word::text).stream())
        .toList();
  }

  private static <E> List<String> texts(E[] values, Function<E, String> text) {
    return Arrays.stream(values).map(text).toList();
  }
}
