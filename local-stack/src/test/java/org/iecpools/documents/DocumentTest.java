package org.iecpools.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentTest {

  private static final Document PAGE =
      new Document(
          "page.md",
          """
          Run `./iec up
          --fresh` or ``a `b` c``:

          ```
          ./iec status
          ```

          - in a list:

            ```json
            {
              "a": 1
            }
            ```

          | `a \\| b` | `open
          """);

  @Test
  void blocksHaveTheirPlaceLanguageAndTextWithoutIndentation() {
    assertThat(PAGE.blocks())
        .containsExactly(
            new Document.Block("page.md", 4, "", "./iec status\n"),
            new Document.Block("page.md", 10, "json", "{\n  \"a\": 1\n}\n"));
    assertThat(PAGE.blocks()).extracting(Document.Block::isShell).containsExactly(true, false);
  }

  @Test
  void codeInTextIsFoundAcrossLinesAndInTablesButNotInBlocks() {
    assertThat(PAGE.inline())
        .containsExactly(
            new Document.Code("page.md", 1, "./iec up --fresh"),
            new Document.Code("page.md", 2, "a `b` c"),
            new Document.Code("page.md", 16, "a | b"));
  }

  @Test
  void argumentsEndAtOperatorsCommentsAndRedirections() {
    assertThat(
            arguments(
                "a=\"$(./iec token --role operator)\"; X=1 ./iec list --reason 'id 7' \\\n"
                    + " --dry-run 2>/dev/null | jq . # not ./iec up\n"
                    + "./iec up    # starts it\n./iecs up"))
        .containsExactly(
            List.of("token", "--role", "operator"),
            List.of("list", "--reason", "id 7", "--dry-run"),
            List.of("up"));
  }

  private static List<List<String>> arguments(String script) {
    return ShellCall.of("./iec", script).stream().map(ShellCall::arguments).toList();
  }
}
