package org.iecpools.invitation.stream;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.iecpools.kafka.DeadLetter;
import org.iecpools.kafka.DeadLetterLog;
import org.jspecify.annotations.Nullable;

/**
 * Reads dead letters for the console. Each call reads the whole topic, because letters are too many
 * and too large to be kept in memory.
 */
public final class DeadLetterReads {

  private static final Comparator<Letter> OLDEST_FIRST =
      Comparator.comparing(Letter::time).thenComparing(Letter::place);

  private final Supplier<DeadLetterLog> logs;

  /**
   * @param logs opens a log, which is closed after each call
   */
  public DeadLetterReads(Supplier<DeadLetterLog> logs) {
    this.logs = logs;
  }

  /**
   * What a list shows of a letter.
   *
   * @param place {@code topic/partition/offset} of the refused record
   * @param time of the refused record
   * @param service that refused it
   * @param valueBytes length of the value in the letter
   * @param cut whether the letter contains a field in truncated form
   * @param redriven whether the record was sent to its topic again
   */
  public record Letter(
      String place,
      Instant time,
      String service,
      String reason,
      int valueBytes,
      boolean cut,
      boolean redriven) {

    static Letter of(DeadLetter letter, boolean redriven) {
      byte @Nullable [] value = letter.record().value();
      return new Letter(
          letter.place(),
          letter.time(),
          letter.service(),
          letter.reason(),
          value == null ? 0 : value.length,
          letter.isCut(),
          redriven);
    }
  }

  /**
   * The letters that were wanted.
   *
   * @param byTopic number of all of them by topic
   * @param latest the latest of them, the latest first
   */
  public record Found(Map<String, Integer> byTopic, List<Letter> latest) {
    public Found {
      byTopic = Map.copyOf(byTopic);
      latest = List.copyOf(latest);
    }
  }

  /**
   * Finds letters.
   *
   * @param limit maximum number of letters that are returned; all are counted
   * @throws DeadLetterLog.Unreadable if the topic cannot be read
   */
  public Found find(Predicate<Letter> wanted, int limit) {
    try (DeadLetterLog log = logs.get()) {
      Set<String> redriven = log.redriven();
      Map<String, Integer> byTopic = new TreeMap<>();
      PriorityQueue<Letter> latest = new PriorityQueue<>(OLDEST_FIRST);
      log.read(
          read -> {
            if (read.isMarker()) {
              return;
            }
            Letter letter = Letter.of(read, redriven.contains(read.place()));
            if (!wanted.test(letter)) {
              return;
            }
            byTopic.merge(topic(letter.place()), 1, Integer::sum);
            latest.add(letter);
            if (latest.size() > limit) {
              latest.remove();
            }
          });
      return new Found(byTopic, latest.stream().sorted(OLDEST_FIRST.reversed()).toList());
    }
  }

  /**
   * The latest letter of a place, and where its record was sent again.
   *
   * @param reader receives the letter, and the new position if there is one
   * @throws DeadLetterLog.Unreadable if the topic cannot be read
   */
  public <T> Optional<T> letter(String place, Function<Whole, T> reader) {
    try (DeadLetterLog log = logs.get()) {
      @Nullable DeadLetter[] found = new DeadLetter[2];
      log.read(
          letter -> {
            if (letter.place().equals(place)) {
              found[letter.isMarker() ? 1 : 0] = letter;
            }
          });
      DeadLetter letter = found[0];
      return letter == null
          ? Optional.empty()
          : Optional.of(
              reader.apply(
                  new Whole(
                      letter,
                      Optional.ofNullable(found[1])
                          .flatMap(marker -> marker.header(DeadLetter.REDRIVEN_TO)))));
    }
  }

  /**
   * A whole letter.
   *
   * @param redrivenTo where its record was sent again
   */
  public record Whole(DeadLetter letter, Optional<String> redrivenTo) {}

  private static String topic(String place) {
    int end = place.indexOf('/');
    return end < 0 ? "other" : place.substring(0, end);
  }
}
