package org.iecpools.kit.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.iecpools.stack.Role;
import org.junit.jupiter.api.Test;

/** The roles of {@code iec token} and the scopes of the services are written down separately. */
class RolesTest {

  @Test
  void everyScopeIsOfExactlyOneRole() {
    Stream<String> ofRoles = Arrays.stream(Role.values()).flatMap(role -> role.scopes().stream());

    assertThat(ofRoles)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Scope.values()).map(Scope::value).toList());
  }

  @Test
  void theDocumentationListsThem() throws IOException {
    assertThat(Files.readString(Path.of("..", "docs", "security.md")).lines())
        .containsAll(
            Arrays.stream(Scope.values())
                .map(
                    scope ->
                        "| `%s` | %s | `%s` |"
                            .formatted(scope.value(), scope.permits(), role(scope)))
                .toList());
  }

  private static Role role(Scope scope) {
    return Arrays.stream(Role.values())
        .filter(role -> role.scopes().contains(scope.value()))
        .findFirst()
        .orElseThrow();
  }
}
