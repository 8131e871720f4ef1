package org.iecpools.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Markdown document.
 *
 * @param name its path in the repository, such as {@code docs/audit.md}
 */
public record Document(String name, String text) {

  private static final Pattern BLOCK =
      Pattern.compile(
          "^(?<indent> *)```(?<language>[^\\n`]*)\\n(?<text>.*?)^ *```[ ]*$",
          Pattern.DOTALL | Pattern.MULTILINE);

  /** Code in a paragraph or a table; the same number of backticks begins and ends it. */
  private static final Pattern INLINE =
      Pattern.compile("(?<!`)(`+)(?!`)((?:(?!\\n\\s*\\n).)+?)(?<!`)\\1(?!`)", Pattern.DOTALL);

  /**
   * A fenced block.
   *
   * @param line the line of its first fence, from 1
   * @param language the word after the fence; empty if there is none
   * @param text the lines between the fences, without the indentation of the fence
   */
  public record Block(String document, int line, String language, String text) {

    /** Whether it contains shell commands. Output and diagrams name their language. */
    public boolean isShell() {
      return language.isEmpty() || language.equals("sh") || language.equals("console");
    }

    /** Where it is, such as {@code docs/audit.md:7}. */
    public String place() {
      return document + ":" + line;
    }
  }

  /**
   * Code in a paragraph or table.
   *
   * @param line the line on which it begins, from 1
   * @param text with single spaces instead of line breaks
   */
  public record Code(String document, int line, String text) {

    /** Where it is, such as {@code docs/audit.md:7}. */
    public String place() {
      return document + ":" + line;
    }
  }

  /** README.md, CONTRIBUTING.md, SECURITY.md and everything below docs, in this order. */
  public static List<Document> all(Path root) throws IOException {
    List<Document> all = new ArrayList<>();
    for (String name : List.of("README.md", "CONTRIBUTING.md", "SECURITY.md")) {
      all.add(new Document(name, Files.readString(root.resolve(name))));
    }
    try (Stream<Path> files = Files.walk(root.resolve("docs"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".md")).sorted().toList()) {
        all.add(new Document(root.relativize(file).toString(), Files.readString(file)));
      }
    }
    return all;
  }

  /** All fenced blocks. */
  public List<Block> blocks() {
    return BLOCK
        .matcher(text)
        .results()
        .map(
            hit ->
                new Block(
                    name,
                    lineAt(hit.start()),
                    hit.group("language").strip(),
                    hit.group("text")
                        .replaceAll("(?m)^ {0,%d}".formatted(hit.group("indent").length()), "")))
        .toList();
  }

  /** All code outside of fenced blocks. */
  public List<Code> inline() {
    Matcher blocks = BLOCK.matcher(text);
    // Blank lines instead of blocks keep the numbers of the lines.
    String prose = blocks.replaceAll(hit -> hit.group().replaceAll("[^\\n]+", ""));
    return INLINE
        .matcher(prose)
        .results()
        .map(
            hit ->
                new Code(
                    name,
                    lineAt(hit.start(), prose),
                    hit.group(2).replace("\\|", "|").replaceAll("\\s+", " ").strip()))
        .toList();
  }

  private int lineAt(int position) {
    return lineAt(position, text);
  }

  private static int lineAt(int position, String text) {
    return 1 + (int) text.substring(0, position).chars().filter(c -> c == '\n').count();
  }
}
