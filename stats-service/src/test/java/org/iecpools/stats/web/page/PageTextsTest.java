package org.iecpools.stats.web.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares the files of texts with each other and with the templates and classes that use them. */
class PageTextsTest {

  private static final Path TEMPLATES = Path.of("src/main/jte");
  private static final Path CLASSES = Path.of("src/main/java/org/iecpools/stats/web/page");

  /** A literal of Java or of an expression in a template. */
  private static final Pattern LITERAL = Pattern.compile("\"([A-Za-z.]+)\"");

  /** A whole key where a text is used. */
  private static final Pattern USE =
      Pattern.compile("(?:text|around)\\(\\s*\"([A-Za-z.]*[A-Za-z])\"\\s*[,)]");

  private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d)");

  /** Texts that both languages write alike: names, international words and patterns. */
  private static final Set<String> ALIKE =
      Set.of(
          "nav.label",
          "source.row",
          "column.invitations",
          "fact.invitations",
          "fact.quota",
          "fact.correction",
          "quota.title",
          "term.quota",
          "badge.label",
          "statusPage.published",
          "dataPage.api",
          "category.stream",
          "share.season",
          "chance.inWordsAndNumber",
          "country.title");

  private final Properties english = texts(Language.ENGLISH);
  private final Properties french = texts(Language.FRENCH);

  @Test
  void bothLanguagesHaveTheSameTexts() {
    assertThat(french.stringPropertyNames())
        .containsExactlyInAnyOrderElementsOf(english.stringPropertyNames());
  }

  @Test
  void bothLanguagesUseTheSameArguments() {
    for (String key : english.stringPropertyNames()) {
      assertThat(arguments(french.getProperty(key)))
          .as(key)
          .isEqualTo(arguments(english.getProperty(key)));
    }
  }

  @Test
  void everyTextIsTranslated() {
    assertThat(english.stringPropertyNames().stream().filter(key -> !ALIKE.contains(key)))
        .allSatisfy(
            key ->
                assertThat(french.getProperty(key))
                    .as(key)
                    .isNotBlank()
                    .isNotEqualTo(english.getProperty(key)));
    assertThat(ALIKE)
        .allSatisfy(
            key -> assertThat(french.getProperty(key)).as(key).isEqualTo(english.getProperty(key)));
  }

  @ParameterizedTest
  @EnumSource
  void everyTextIsAPattern(Language language) {
    Properties texts = texts(language);
    for (String key : texts.stringPropertyNames()) {
      String text = texts.getProperty(key);
      assertThat(text).as(key).doesNotContain("  ").isEqualTo(text.strip());
      if (!key.startsWith("pattern.")) {
        assertThat(text)
            .as("%s: MessageFormat removes straight apostrophes", key)
            .doesNotContain("'");
        assertThat(new MessageFormat(text, language.locale()).format(new Object[] {1, 1, 1, 1}))
            .as(key)
            .doesNotContain("{");
      }
    }
  }

  @Test
  void everyTextThatIsUsedExists() {
    Set<String> used =
        sources()
            .flatMap(source -> USE.matcher(source).results())
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(used).hasSizeGreaterThan(50);
    assertThat(english.stringPropertyNames()).containsAll(used);
  }

  @Test
  void everyTextIsUsed() {
    Set<String> literals =
        sources()
            .flatMap(source -> LITERAL.matcher(source).results())
            .map(match -> match.group(1))
            .collect(Collectors.toSet());

    assertThat(english.stringPropertyNames())
        .allSatisfy(key -> assertThat(isUsed(key, literals)).as(key).isTrue());
    assertThat(isUsed("status.nowhere", literals)).isFalse();
  }

  /** A key is used as a whole, or put together from its beginning or its end. */
  private static boolean isUsed(String key, Set<String> literals) {
    for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
      if (literals.contains(key.substring(0, dot + 1))
          || (literals.contains(key.substring(0, dot)) && literals.contains(key.substring(dot)))) {
        return true;
      }
    }
    return literals.contains(key);
  }

  private static Set<String> arguments(String text) {
    return ARGUMENT
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toSet());
  }

  private static Stream<String> sources() {
    return Stream.of(TEMPLATES, CLASSES).flatMap(PageTextsTest::files);
  }

  private static Stream<String> files(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).map(PageTextsTest::content).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String content(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Properties texts(Language language) {
    String file = "pages_" + language.code() + ".properties";
    Properties texts = new Properties();
    try (InputStreamReader in =
        new InputStreamReader(
            Objects.requireNonNull(Texts.class.getResourceAsStream(file)), UTF_8)) {
      texts.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }
}
