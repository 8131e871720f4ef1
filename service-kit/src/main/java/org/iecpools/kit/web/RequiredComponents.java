package org.iecpools.kit.web;

import com.fasterxml.jackson.databind.JavaType;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * Describes every component of a response that is not {@link Nullable} as required, so that clients
 * know what they can rely on. Records of requests, which state the required components themselves,
 * are left as they are.
 */
final class RequiredComponents implements ModelConverter {

  private static final String REFERENCE = "#/components/schemas/";

  @Override
  public @Nullable Schema<?> resolve(
      AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> others) {
    Schema<?> schema = others.hasNext() ? others.next().resolve(type, context, others) : null;
    JavaType java = Json.mapper().constructType(type.getType());
    if (schema != null && java != null && java.isRecordType()) {
      Schema<?> described =
          schema.get$ref() == null
              ? schema
              : context.getDefinedModels().get(schema.get$ref().substring(REFERENCE.length()));
      if (described != null) {
        require(described, java.getRawClass().getRecordComponents());
      }
    }
    return schema;
  }

  private static void require(Schema<?> schema, RecordComponent[] components) {
    if (Arrays.stream(components).anyMatch(RequiredComponents::isStatedAsRequired)) {
      return;
    }
    List<String> required =
        Arrays.stream(components)
            .filter(it -> !it.getAnnotatedType().isAnnotationPresent(Nullable.class))
            .map(RecordComponent::getName)
            .toList();
    schema.setRequired(required);
  }

  private static boolean isStatedAsRequired(RecordComponent component) {
    var stated =
        AnnotatedElementUtils.findMergedAnnotation(
            component.getAccessor(), io.swagger.v3.oas.annotations.media.Schema.class);
    return stated != null && stated.requiredMode() == RequiredMode.REQUIRED;
  }
}
