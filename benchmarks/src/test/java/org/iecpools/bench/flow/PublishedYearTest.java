package org.iecpools.bench.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.iecpools.feed.FeedReader;
import org.iecpools.feed.FeedResult;
import org.iecpools.feed.Publication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishedYearTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "2026-11-30, 2026-11-27",
    "2026-11-27, 2026-11-27",
    "2027-02-04, 2027-01-29",
  })
  void everyFridayHasAFileOfTheFeedAndNoInvitationsFallWithinASeason(
      LocalDate until, LocalDate last) throws IOException {
    Publication returned = new PublishedYear(List.of("IE", "FR"), 5).write(directory, until, 52);

    List<Publication> weeks = read();
    assertThat(weeks).hasSize(52).last().isEqualTo(returned);
    assertThat(weeks).extracting(Publication::date).isSorted().last().isEqualTo(last);
    assertThat(weeks).allSatisfy(week -> assertThat(week.rows()).hasSize(6));
    for (int i = 1; i < weeks.size(); i++) {
      if (weeks.get(i).season() == weeks.get(i - 1).season()) {
        assertThat(invitations(weeks.get(i))).isGreaterThanOrEqualTo(invitations(weeks.get(i - 1)));
      }
    }
    assertThat(weeks.stream().map(Publication::season).distinct()).hasSize(2);
  }

  @Test
  void aSeedRepeatsTheFigures() throws IOException {
    Publication first =
        new PublishedYear(List.of("IE"), 7).write(directory, LocalDate.of(2026, 5, 1), 3);

    assertThat(new PublishedYear(List.of("IE"), 7).write(directory, first.date(), 3))
        .isEqualTo(first);
    assertThat(new PublishedYear(List.of("IE"), 8).write(directory, first.date(), 3))
        .isNotEqualTo(first);
  }

  private List<Publication> read() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().map(PublishedYearTest::publication).toList();
    }
  }

  private static Publication publication(Path file) {
    try {
      return switch (FeedReader.read(Files.readAllBytes(file))) {
        case FeedResult.Read(List<Publication> publications, _) -> publications.getFirst();
        case FeedResult.Refused refused -> throw new AssertionError(refused);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int invitations(Publication week) {
    return week.rows().stream().mapToInt(row -> row.invitations().number().orElseThrow()).sum();
  }
}
