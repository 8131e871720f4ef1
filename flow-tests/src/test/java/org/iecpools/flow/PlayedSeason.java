package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.launcher.SimulatorEndpoints;
import org.iecpools.simulator.season.Scenario;
import org.iecpools.simulator.season.SeasonListener;
import org.iecpools.simulator.season.SeasonOptions;
import org.iecpools.simulator.season.SeasonPlayer;
import org.iecpools.simulator.season.SeasonResult;
import org.iecpools.stack.LocalStack.Addresses;
import org.iecpools.stack.StackOptions;

/** A season on a stack of its own that stands still except while a test plays a week of it. */
final class PlayedSeason implements AutoCloseable {

  static final int YEAR = 2021;

  /** Rounds have been run then, and more are to come. */
  private static final int WEEKS_BEFORE_TESTS = 9;

  private static final int WEEKS = 30;
  private static final int CANDIDATES = 500;

  private final TestStack stack = TestStack.start(StackOptions.throwaway().inSimulatedTime());
  private final Semaphore allowed = new Semaphore(0);
  private final Semaphore played = new Semaphore(0);
  private final CompletableFuture<SeasonResult> result = new CompletableFuture<>();
  private volatile boolean ended;
  private final Thread player = Thread.ofPlatform().name("season").unstarted(this::play);

  /** Starts the stack and plays the first weeks. */
  static PlayedSeason start() {
    PlayedSeason season = new PlayedSeason();
    try {
      season.player.start();
      season.playWeeks(WEEKS_BEFORE_TESTS);
      return season;
    } catch (RuntimeException | Error e) {
      season.close();
      throw e;
    }
  }

  /** Base address of the pages. */
  URI pages() {
    return URI.create(stack.addresses().stats());
  }

  /** Plays the next week and returns when it is over and all services are at rest. */
  void playWeek() {
    playWeeks(1);
  }

  private void playWeeks(int weeks) {
    allowed.release(weeks);
    try {
      boolean done = played.tryAcquire(weeks, 5, TimeUnit.MINUTES);
      if (!done) {
        // Throws the player's exception if there is one.
        result.get(1, TimeUnit.SECONDS);
      }
      assertThat(done).as("the weeks were played").isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a season is played", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the season did not go on", e);
    }
  }

  private void play() {
    Addresses at = stack.addresses();
    try {
      waitForLeave();
      result.complete(
          SeasonPlayer.play(
              new SeasonOptions(YEAR, CANDIDATES, Scenario.SCARCE, 42, WEEKS),
              SimulatorEndpoints.of(at, ClientConfig.NONE, stack.tokens()),
              new SeasonListener() {
                @Override
                public void weekPlayed(Week week) {
                  played.release();
                  waitForLeave();
                }
              }));
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  private void waitForLeave() {
    allowed.acquireUninterruptibly();
    if (ended) {
      throw new CancellationException("the season is not played to its end");
    }
  }

  @Override
  public void close() {
    ended = true;
    allowed.release();
    try {
      player.join(TimeUnit.SECONDS.toMillis(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stack.close();
    }
  }
}
