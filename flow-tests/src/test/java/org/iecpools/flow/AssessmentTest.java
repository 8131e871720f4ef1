package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iecpools.stack.BuildTree;
import org.junit.jupiter.api.Test;

/**
 * Checks that docs/asvs.md names existing tests, judges each requirement once, and adds them up.
 */
class AssessmentTest {

  private static final Pattern ROW =
      Pattern.compile("\\| (V\\d+\\.\\d+\\.\\d+) \\| [^|]+ \\| ([^|]+) \\| ([^|]*) \\|");
  private static final Pattern NAMED = Pattern.compile("`(\\w+Test)`");
  private static final Pattern IDS =
      Pattern.compile("(V\\d+\\.\\d+\\.)(\\d+)(?: to V\\d+\\.\\d+\\.(\\d+))?");
  private static final Pattern SUM =
      Pattern.compile(
          "Of (\\d+) requirements, (\\d+) are met, (\\d+) partly, (\\d+) not, and (\\d+) are not"
              + " applicable");
  private static final String NOT_APPLICABLE = "not applicable";

  /** In the order of the sum. */
  private static final List<String> VERDICTS = List.of("met", "partly", "not met", NOT_APPLICABLE);

  @Test
  void everyTestOfTheAssessmentExistsAndTheSumsAreRight() throws IOException {
    Path root = BuildTree.find().root();

    assertThat(faults(Files.readString(root.resolve("docs/asvs.md")), testClasses(root))).isEmpty();
  }

  // ---- tests of the check

  private static final String PAGE =
      """
      Of 5 requirements, 1 are met, 1 partly, 0 not, and 3 are not applicable.
      | V1.1.1 | one | met | `OneTest` |
      | V1.1.2 | two | partly | not all of it |
      ## Not applicable
      | V2.1.1 to V2.1.2, V3.1.4 | not used |
      """;

  @Test
  void aCorrectPageHasNoFault() {
    assertThat(faults(PAGE, Set.of("OneTest"))).isEmpty();
  }

  @Test
  void aTestThatDoesNotExistIsAFault() {
    assertThat(faults(PAGE, Set.of("OtherTest"))).containsExactly("OneTest does not exist");
  }

  @Test
  void anUnknownVerdictOrNoReasonIsAFault() {
    assertThat(faults(PAGE.replace("| met |", "| fine |"), Set.of("OneTest"))).isNotEmpty();
    assertThat(faults(PAGE.replace("not all of it", ""), Set.of("OneTest"))).isNotEmpty();
  }

  @Test
  void aRequirementThatIsJudgedTwiceIsAFault() {
    assertThat(faults(PAGE.replace("V3.1.4", "V1.1.2"), Set.of("OneTest")))
        .containsExactly("V1.1.2 is judged twice");
  }

  @Test
  void aWrongSumIsAFault() {
    assertThat(faults(PAGE.replace("1 partly, 0 not", "0 partly, 1 not"), Set.of("OneTest")))
        .containsExactly("1 are partly, stated are 0", "0 are not met, stated are 1");
  }

  private static List<String> faults(String page, Set<String> tests) {
    var faults = new ArrayList<String>();
    NAMED
        .matcher(page)
        .results()
        .map(hit -> hit.group(1))
        .distinct()
        .filter(test -> !tests.contains(test))
        .forEach(test -> faults.add(test + " does not exist"));

    var ids = new HashSet<String>();
    var counts = new TreeMap<String, Integer>();
    for (Matcher row = ROW.matcher(page); row.find(); ) {
      if (!ids.add(row.group(1))) {
        faults.add(row.group(1) + " is judged twice");
      }
      if (!VERDICTS.contains(row.group(2)) || row.group(3).isBlank()) {
        faults.add(row.group(1) + " needs a verdict and a reason: " + row.group());
      }
      counts.merge(row.group(2), 1, Integer::sum);
    }
    String rest = page.substring(page.indexOf("## Not applicable"));
    for (MatchResult range : IDS.matcher(rest).results().toList()) {
      int first = Integer.parseInt(range.group(2));
      int last = range.group(3) == null ? first : Integer.parseInt(range.group(3));
      for (int i = first; i <= last; i++) {
        if (!ids.add(range.group(1) + i)) {
          faults.add(range.group(1) + i + " is judged twice");
        }
        counts.merge(NOT_APPLICABLE, 1, Integer::sum);
      }
    }

    Matcher sum = SUM.matcher(page.replaceAll("\\s+", " "));
    if (!sum.find()) {
      faults.add("there is no sum");
      return faults;
    }
    for (int i = 0; i < VERDICTS.size(); i++) {
      String verdict = VERDICTS.get(i);
      int stated = Integer.parseInt(sum.group(i + 2));
      int counted = counts.getOrDefault(verdict, 0);
      if (counted != stated) {
        faults.add("%d are %s, stated are %d".formatted(counted, verdict, stated));
      }
    }
    int total = counts.values().stream().mapToInt(Integer::intValue).sum();
    if (total != Integer.parseInt(sum.group(1))) {
      faults.add("%d are judged, stated are %s".formatted(total, sum.group(1)));
    }
    return faults;
  }

  /** The simple names of all classes in test sources of the modules. */
  private static Set<String> testClasses(Path root) throws IOException {
    try (Stream<Path> modules = Files.list(root)) {
      List<Path> sources =
          modules
              .map(module -> module.resolve("src/test/java"))
              .filter(Files::isDirectory)
              .toList();
      var names = new HashSet<String>();
      for (Path source : sources) {
        try (Stream<Path> files = Files.walk(source)) {
          names.addAll(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith(".java"))
                  .map(name -> name.substring(0, name.length() - ".java".length()))
                  .collect(Collectors.toSet()));
        }
      }
      return names;
    }
  }
}
