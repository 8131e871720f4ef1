package org.iecpools.stats.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.stereotype.Component;

/**
 * Makes two operations of a method that serves pools with and without a stream: it has the path of
 * a general pool, and the same with one more segment. The annotations describe the operation of a
 * general pool; that of a stream has a name and a summary of its own.
 */
@Component
final class StreamDescription implements GlobalOpenApiCustomizer {

  private static final String VARIABLE = "stream";

  @Override
  public void customise(OpenAPI description) {
    description.getPaths().forEach(StreamDescription::describe);
  }

  private static void describe(String path, PathItem item) {
    if (!path.startsWith(PoolPath.GENERAL)) {
      return;
    }
    for (Operation operation : item.readOperations()) {
      if (path.startsWith(PoolPath.STREAM)) {
        operation
            .operationId(
                operation.getOperationId().replace("getPool", "getStream").replaceAll("_\\d+$", ""))
            .summary(operation.getSummary().replace("general pool", "pool with a stream"));
      } else {
        operation.getParameters().removeIf(parameter -> parameter.getName().equals(VARIABLE));
      }
    }
  }
}
