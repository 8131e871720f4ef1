package org.iecpools.stats.stream;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultLogTest {

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final FaultLog log;

  FaultLogTest() {
    Logger logger = new LoggerContext().getLogger("test");
    logger.addAppender(lines);
    log = new FaultLog(logger, "counting");
  }

  @BeforeEach
  void start() {
    lines.start();
  }

  private void report(String message, int second) {
    // Begins close to an overflow, as System.nanoTime may.
    long start = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();
    log.report(new IllegalStateException(message), start + Duration.ofSeconds(second).toNanos());
  }

  private List<String> messages() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void aFaultThatRepeatsIsLoggedOnceAMinute() {
    for (int second = 0; second < 150; second++) {
      report("no broker", second);
    }

    assertThat(messages())
        .containsExactly(
            "counting failed, trying again",
            "counting still fails, 61 times so far: java.lang.IllegalStateException: no broker",
            "counting still fails, 121 times so far: java.lang.IllegalStateException: no broker");
    assertThat(lines.list.getFirst().getThrowableProxy()).isNotNull();
    assertThat(lines.list.getLast().getThrowableProxy()).isNull();
  }

  @Test
  void anotherFaultIsLoggedAtOnceWithItsStackTrace() {
    report("no broker", 0);
    report("no registry", 1);
    report("no broker", 2);

    assertThat(lines.list).hasSize(3).allMatch(line -> line.getThrowableProxy() != null);
  }

  @Test
  void aFaultThatComesBackLaterIsNotARepetition() {
    report("no broker", 0);
    report("no broker", 1);
    report("no broker", 61);

    assertThat(lines.list).hasSize(2).allMatch(line -> line.getThrowableProxy() != null);
  }
}
