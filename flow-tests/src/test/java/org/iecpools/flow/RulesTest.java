package org.iecpools.flow;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.iecpools.stack.BuildTree;
import org.junit.jupiter.api.Test;

/** Checks that docs/rules.md names a test for every rule and that these tests exist. */
class RulesTest {

  private static final Pattern ID = Pattern.compile("[RN]\\d+\\.\\d+");
  private static final Pattern NAMED = Pattern.compile("`([\\w.]+#\\w+)`");
  private static final Set<String> TESTS = Set.of("Test", "ParameterizedTest", "Property");

  @Test
  void everyRuleHasATest() throws IOException {
    Path root = BuildTree.find().root();
    List<String> page = Files.readAllLines(root.resolve("docs/rules.md"));

    assertThat(sections(page))
        .as("rules and numbers found")
        .contains("R1", "R2", "R3", "R4", "R5")
        .contains("N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8", "N9");
    assertThat(faults(page, testsBelow(root))).isEmpty();
  }

  // ---- tests of the check

  private static final String SOURCE =
      """
      class PoolTest {
        @Test void aPoolOpens() {}
        @Property(tries = 3) void aPoolCloses() {}
        void opens() {}
        @Disabled @Test void aPoolIsSkipped() {}
        // @Test void aPoolIsCommentedOut() {}
        @Nested class Closed {
          @ParameterizedTest void takesNobody(int n) {}
        }
        @Disabled @Nested class Later {
          @Test void isSkippedWhole() {}
        }
      }
      """;

  @Test
  void aRuleWithATestHasNoFault() {
    assertThat(
            faults(
                "| R1.1 | It opens. | `PoolTest#aPoolOpens`, `PoolTest#aPoolCloses` |",
                "| R1.2 | It takes nobody. | `PoolTest.Closed#takesNobody` |"))
        .isEmpty();
  }

  @Test
  void aMissingTestIsAFault() {
    assertThat(faults("| R1.1 | It opens. | `PoolTest#aPoolOpens`, `PoolTest#aPoolMoves` |"))
        .containsExactly("R1.1 names PoolTest#aPoolMoves, which does not exist");
    assertThat(faults("| R1.1 | It opens. | `PoolTest#takesNobody` |"))
        .as("a test of a nested class needs its outer class")
        .hasSize(1);
  }

  @Test
  void aMethodThatDoesNotRunAsATestIsAFault() {
    assertThat(
            faults(
                "| R1.1 | It opens. | `PoolTest#opens` |",
                "| R1.2 | It is skipped. | `PoolTest#aPoolIsSkipped` |",
                "| R1.3 | It is commented out. | `PoolTest#aPoolIsCommentedOut` |",
                "| R1.4 | All of it is skipped. | `PoolTest.Later#isSkippedWhole` |"))
        .hasSize(4);
  }

  @Test
  void aRuleWithoutATestIsAFault() {
    assertThat(faults("| R1.1 | It opens. | |", "| N1.1 | It counts. | some day |"))
        .containsExactly("R1.1 has no test", "N1.1 has no test");
  }

  @Test
  void anUnreadableRowIsAFault() {
    assertThat(faults("| R1.1 | It opens. `PoolTest#aPoolOpens` |")).hasSize(1);
    assertThat(faults("| R1 | It opens. | `PoolTest#aPoolOpens` |")).hasSize(1);
    assertThat(faults("| R1.1 | | `PoolTest#aPoolOpens` |")).hasSize(1);
  }

  @Test
  void anIdThatIsUsedTwiceIsAFault() {
    String row = "| R1.1 | It opens. | `PoolTest#aPoolOpens` |";

    assertThat(faults(row, row)).containsExactly("R1.1 is used twice");
  }

  private static List<String> faults(String... rows) {
    return faults(List.of(rows), tests(List.of(source("PoolTest.java", SOURCE))));
  }

  // ---- parsing of the page

  private static List<String> faults(List<String> page, Set<String> tests) {
    var faults = new ArrayList<String>();
    var ids = new HashSet<String>();
    for (List<String> row : rows(page)) {
      String id = row.getFirst();
      if (row.size() != 3 || !ID.matcher(id).matches() || row.get(1).isEmpty()) {
        faults.add("a row must contain an id such as R1.1, a rule and its tests: " + row);
        continue;
      }
      if (!ids.add(id)) {
        faults.add(id + " is used twice");
      }
      List<String> named = NAMED.matcher(row.get(2)).results().map(hit -> hit.group(1)).toList();
      if (named.isEmpty()) {
        faults.add(id + " has no test");
      }
      named.stream()
          .filter(test -> !tests.contains(test))
          .forEach(test -> faults.add("%s names %s, which does not exist".formatted(id, test)));
    }
    return faults;
  }

  /** The rows of all tables without their headers. */
  private static List<List<String>> rows(List<String> page) {
    return page.stream()
        .filter(line -> line.startsWith("|") && !line.startsWith("|---"))
        .map(line -> Stream.of(line.split("\\|", -1)).map(String::strip).toList())
        .map(cells -> cells.subList(1, cells.size() - 1))
        .filter(cells -> !cells.getFirst().equals("id"))
        .toList();
  }

  private static Set<String> sections(List<String> page) {
    return rows(page).stream().map(row -> row.getFirst().split("\\.", 2)[0]).collect(toSet());
  }

  // ---- parsing of the sources

  private static Set<String> testsBelow(Path root) throws IOException {
    try (Stream<Path> files = Files.find(root, 20, (path, _) -> isTestSource(root, path));
        StandardJavaFileManager manager =
            ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
      return tests(manager.getJavaFileObjectsFromPaths(files.toList()));
    }
  }

  /** Only sources of the modules themselves: files below a target directory are copies. */
  private static boolean isTestSource(Path root, Path path) {
    Path relative = root.relativize(path);
    return relative.getNameCount() > 4
        && relative.subpath(1, 4).equals(Path.of("src", "test", "java"))
        && path.toString().endsWith(".java");
  }

  /** Every enabled test in the sources, as {@code Outer.Inner#method}. */
  private static Set<String> tests(Iterable<? extends JavaFileObject> sources) {
    var task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, List.of("-proc:none"), null, sources);
    var tests = new HashSet<String>();
    try {
      for (CompilationUnitTree unit : task.parse()) {
        new Tests(tests).scan(unit, null);
      }
    } catch (IOException e) {
      throw new AssertionError("cannot read the sources", e);
    }
    return tests;
  }

  private static final class Tests extends TreeScanner<Void, Void> {

    private final Set<String> found;
    private final Deque<String> classes = new ArrayDeque<>();

    Tests(Set<String> found) {
      this.found = found;
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
      if (!annotations(type.getModifiers().getAnnotations()).contains("Disabled")) {
        classes.addLast(type.getSimpleName().toString());
        super.visitClass(type, nothing);
        classes.removeLast();
      }
      return null;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      Set<String> annotations = annotations(method.getModifiers().getAnnotations());
      if (annotations.stream().anyMatch(TESTS::contains) && !annotations.contains("Disabled")) {
        found.add(String.join(".", classes) + "#" + method.getName());
      }
      return null;
    }

    private static Set<String> annotations(List<? extends AnnotationTree> trees) {
      return trees.stream().map(tree -> tree.getAnnotationType().toString()).collect(toSet());
    }
  }

  private static JavaFileObject source(String name, String text) {
    return new SimpleJavaFileObject(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}
