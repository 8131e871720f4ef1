package org.iecpools.kit.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.iecpools.domain.Objection;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;

/**
 * Compares docs/faults.md with {@link FaultCode}. The system property {@code faults.write} writes
 * the page instead.
 */
class FaultsPageTest {

  private static final Path PAGE = Path.of("..", "docs", "faults.md");

  @Test
  void thePageListsExactlyTheCodesOfTheProgram() throws IOException {
    if (Boolean.getBoolean("faults.write")) {
      Files.writeString(PAGE, page());
    }

    assertThat(Files.readString(PAGE)).isEqualTo(page());
  }

  @Test
  void everyReasonOfTheEligibilityRulesHasItsCode() {
    assertThat(Arrays.stream(FaultCode.values()).map(Enum::name))
        .containsAll(Arrays.stream(Objection.values()).map(Enum::name).toList());
  }

  @Test
  void aStatusHasACodeWithThatStatus() {
    for (HttpStatus status :
        List.of(
            HttpStatus.BAD_REQUEST,
            HttpStatus.NOT_FOUND,
            HttpStatus.METHOD_NOT_ALLOWED,
            HttpStatus.NOT_ACCEPTABLE,
            HttpStatus.REQUEST_TIMEOUT,
            HttpStatus.CONTENT_TOO_LARGE,
            HttpStatus.URI_TOO_LONG,
            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
            HttpStatus.TOO_MANY_REQUESTS,
            HttpStatus.INTERNAL_SERVER_ERROR,
            HttpStatus.SERVICE_UNAVAILABLE)) {
      assertThat(FaultCode.of(status).status()).contains(status);
    }
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Fault codes

            Generated from `FaultCode` by `mvn test -pl service-kit -am -Dtest=FaultsPageTest -Dfaults.write=true
            -Dsurefire.failIfNoSpecifiedTests=false`. `FaultsPageTest` fails if the page and the enum differ.

            Every error of every service is a problem document (RFC 9457), whatever the header `Accept` asks for:

            | field | content |
            |---|---|
            | `title`, `status` | what kind of problem it is, and the HTTP status |
            | `detail` | the sentences of all faults |
            | `instance` | the path of the request |
            | `errors` | every fault of the request: `pointer`, `code` and `detail` |

            `pointer` is a JSON pointer into the body (`/wanted/0`), or the name of a parameter or header. It is empty for the
            whole request. `code` is one of the codes below. The same fault has the same code in all services.

            Rules for values, in bodies, queries, paths and headers:

            - Country codes, enum values, streams, pools, UUIDs, and booleans in a query may be in upper or lower case.
              Responses use upper case, and lower case for UUIDs.
            - Names of fields and parameters, and time zones, are case-sensitive.
            - Spaces around a value are ignored, and a JSON null is the same as an omitted field.
            - A body must not have other fields. An endpoint that reads query parameters refuses other ones, and one that is given
              twice.

            A status in the tables is fixed for the code. Otherwise it depends on the operation: 400 for a request that cannot be
            read, 409 for a conflict with the state of a resource, 422 for content that the rules refuse.
            """);
    for (FaultCode.Group group : FaultCode.Group.values()) {
      page.append("\n## %s\n\n%s\n\n".formatted(group.title(), group.description()))
          .append("| code | status | meaning |\n|---|---|---|\n");
      Arrays.stream(FaultCode.values())
          .filter(code -> code.group() == group)
          .forEach(
              code ->
                  page.append(
                      "| `%s` | %s | %s |\n"
                          .formatted(
                              code,
                              code.status().map(status -> "" + status.value()).orElse(""),
                              code.description())));
    }
    return page.toString();
  }
}
