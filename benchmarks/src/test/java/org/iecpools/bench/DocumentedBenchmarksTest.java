package org.iecpools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.iecpools.documents.Document;
import org.iecpools.documents.ShellCall;
import org.iecpools.stack.BuildTree;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;

/** Checks that every {@code ./iec bench} in the documents exists with its options. */
class DocumentedBenchmarksTest {

  @Test
  void everyBenchmarkInTheDocumentsCanBeParsed() throws IOException {
    List<ShellCall> benchmarks =
        Document.all(BuildTree.find().root()).stream()
            .flatMap(DocumentedBenchmarksTest::in)
            .toList();

    assertThat(benchmarks).hasSizeGreaterThan(4);
    assertThat(benchmarks.stream().flatMap(DocumentedBenchmarksTest::fault)).isEmpty();
  }

  @Test
  void anUnknownBenchmarkOrOptionIsAFault() {
    Document page =
        new Document(
            "page.md",
            "```\n./iec bench flows\n./iec bench draw --seed 1\n./iec bench draw ...\n```\n");

    assertThat(in(page).flatMap(DocumentedBenchmarksTest::fault)).hasSize(2);
  }

  private static Stream<ShellCall> in(Document document) {
    return Stream.concat(
            document.blocks().stream().filter(Document.Block::isShell).map(Document.Block::text),
            document.inline().stream().map(Document.Code::text))
        .flatMap(text -> ShellCall.of("./iec", text).stream())
        .filter(call -> call.arguments().indexOf("bench") == 0);
  }

  private static Stream<String> fault(ShellCall call) {
    String[] words =
        call.arguments().stream()
            .skip(1)
            .filter(word -> !word.equals("..."))
            .toArray(String[]::new);
    try {
      Bench.commandLine().parseArgs(words);
      return Stream.of();
    } catch (ParameterException e) {
      return Stream.of(String.join(" ", words) + ": " + e.getMessage());
    }
  }
}
