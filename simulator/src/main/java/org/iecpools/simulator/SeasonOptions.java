package org.iecpools.simulator;

import java.net.URI;
import java.time.Duration;

/**
 * What to play, and where.
 *
 * @param season a season that is shipped: 2021 or 2026
 * @param candidates 1 or more
 * @param scenario how scarce permits are
 * @param seed of all decisions but the services' draws
 * @param weeks simulated, 12 or more; 48 carry the rounds from January to October
 * @param bootstrapServers the broker's, host:port
 * @param registry the schema registry
 * @param profileService address of the service; the other three likewise
 * @param patience how long a service that does not come to rest is waited for
 */
public record SeasonOptions(
    int season,
    int candidates,
    Scenario scenario,
    long seed,
    int weeks,
    String bootstrapServers,
    URI registry,
    URI profileService,
    URI poolService,
    URI invitationService,
    URI statsService,
    Duration patience) {

  /** Refuses what cannot be played. */
  public SeasonOptions {
    if (!Announcement.SHIPPED.contains(season)) {
      throw new IllegalArgumentException(
          "season %d is not shipped; these are: %s".formatted(season, Announcement.SHIPPED));
    }
    if (candidates < 1) {
      throw new IllegalArgumentException("at least one candidate is needed");
    }
    if (weeks < Calendar.FEWEST_WEEKS) {
      throw new IllegalArgumentException("at least " + Calendar.FEWEST_WEEKS + " weeks are needed");
    }
  }

  /** Season 2021, 20,000 candidates, 48 weeks, at the default ports of a local stack. */
  public static SeasonOptions defaults() {
    return new SeasonOptions(
        2021,
        20_000,
        Scenario.ANNOUNCED,
        1,
        Calendar.WEEKS,
        "127.0.0.1:9092",
        URI.create("http://127.0.0.1:8080"),
        URI.create("http://127.0.0.1:8081"),
        URI.create("http://127.0.0.1:8082"),
        URI.create("http://127.0.0.1:8083"),
        URI.create("http://127.0.0.1:8084"),
        Duration.ofMinutes(3));
  }

  /** The same, with another season, number of candidates and seed. */
  public SeasonOptions playing(int season, int candidates, long seed) {
    return new SeasonOptions(
        season,
        candidates,
        scenario,
        seed,
        weeks,
        bootstrapServers,
        registry,
        profileService,
        poolService,
        invitationService,
        statsService,
        patience);
  }

  /** The same, with scarcer permits or as announced. */
  public SeasonOptions in(Scenario scenario) {
    return new SeasonOptions(
        season,
        candidates,
        scenario,
        seed,
        weeks,
        bootstrapServers,
        registry,
        profileService,
        poolService,
        invitationService,
        statsService,
        patience);
  }

  /** The same, in another number of weeks. */
  public SeasonOptions inWeeks(int weeks) {
    return new SeasonOptions(
        season,
        candidates,
        scenario,
        seed,
        weeks,
        bootstrapServers,
        registry,
        profileService,
        poolService,
        invitationService,
        statsService,
        patience);
  }

  /** The same, at other addresses. */
  public SeasonOptions at(
      String bootstrapServers,
      URI registry,
      URI profileService,
      URI poolService,
      URI invitationService,
      URI statsService) {
    return new SeasonOptions(
        season,
        candidates,
        scenario,
        seed,
        weeks,
        bootstrapServers,
        registry,
        profileService,
        poolService,
        invitationService,
        statsService,
        patience);
  }

  Endpoints endpoints() {
    return new Endpoints(
        bootstrapServers,
        registry,
        profileService,
        poolService,
        invitationService,
        statsService,
        patience);
  }
}
