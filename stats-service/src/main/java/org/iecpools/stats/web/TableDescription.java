package org.iecpools.stats.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.iecpools.stats.domain.Amount;
import org.iecpools.stats.domain.Rating;
import org.iecpools.stats.domain.Row;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

/** Adds the values of columns that are words to the OpenAPI description, from their enums. */
@Component
final class TableDescription implements OpenApiCustomizer {

  @Override
  @SuppressWarnings("rawtypes") // the model is not generic in the maps of components
  public void customise(OpenAPI api) {
    Map<String, Schema> schemas = api.getComponents().getSchemas();
    Map<String, Schema> columns = schemas.get("Row").getProperties();
    set(columns.get("rating"), texts(Rating.values(), Rating::text));
    set(columns.get("quotaSource"), texts(Row.QuotaSource.values(), Row.QuotaSource::text));
    set(schemas.get("Word"), texts(Amount.Word.values(), Amount.Word::text));
  }

  private static <E> List<String> texts(E[] values, Function<E, String> text) {
    return Arrays.stream(values).map(text).toList();
  }

  @SuppressWarnings({"rawtypes", "unchecked"}) // a string's schema has values of type String
  private static void set(Schema schema, List<String> values) {
    schema.setEnum(values);
  }
}
