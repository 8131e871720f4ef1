package org.iecpools.simulator.season;

import java.net.URI;
import java.time.Duration;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.simulator.upstream.Endpoints;
import org.iecpools.simulator.upstream.SeasonFacts;
import org.iecpools.simulator.upstream.Tokens;

/**
 * The season to simulate, and the stack to use.
 *
 * @param season 2021 or 2026
 * @param candidates number of candidates, 1 or more
 * @param scenario the ratio of quotas to candidates
 * @param seed determines all decisions except the draws of the services
 * @param weeks number of weeks to simulate, 12 or more; with 48, rounds run from January to October
 * @param bootstrapServers address of the broker, host:port
 * @param registry the schema registry
 * @param client how to authenticate to both
 * @param profileService base address of the service; likewise for the other three
 * @param tokens for requests to the services
 * @param timeout maximum wait for the services to come to rest
 */
public record SeasonOptions(
    int season,
    int candidates,
    Scenario scenario,
    long seed,
    int weeks,
    String bootstrapServers,
    URI registry,
    ClientConfig client,
    URI profileService,
    URI poolService,
    URI invitationService,
    URI statsService,
    Tokens tokens,
    Duration timeout) {

  /** Rejects unknown seasons and numbers that are too small. */
  public SeasonOptions {
    if (!SeasonFacts.SHIPPED.contains(season)) {
      throw new IllegalArgumentException(
          "season %d is not available; expected one of %s".formatted(season, SeasonFacts.SHIPPED));
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
        ClientConfig.NONE,
        URI.create("http://127.0.0.1:8081"),
        URI.create("http://127.0.0.1:8082"),
        URI.create("http://127.0.0.1:8083"),
        URI.create("http://127.0.0.1:8084"),
        Tokens.NONE,
        Duration.ofMinutes(3));
  }

  /** A copy with another season, number of candidates and seed. */
  public SeasonOptions playing(int season, int candidates, long seed) {
    return new SeasonOptions(
        season,
        candidates,
        scenario,
        seed,
        weeks,
        bootstrapServers,
        registry,
        client,
        profileService,
        poolService,
        invitationService,
        statsService,
        tokens,
        timeout);
  }

  /** A copy with another scenario. */
  public SeasonOptions in(Scenario scenario) {
    return new SeasonOptions(
        season,
        candidates,
        scenario,
        seed,
        weeks,
        bootstrapServers,
        registry,
        client,
        profileService,
        poolService,
        invitationService,
        statsService,
        tokens,
        timeout);
  }

  /** A copy with another number of weeks. */
  public SeasonOptions inWeeks(int weeks) {
    return new SeasonOptions(
        season,
        candidates,
        scenario,
        seed,
        weeks,
        bootstrapServers,
        registry,
        client,
        profileService,
        poolService,
        invitationService,
        statsService,
        tokens,
        timeout);
  }

  /** A copy with other addresses, and the tokens for them. */
  public SeasonOptions at(
      String bootstrapServers,
      URI registry,
      URI profileService,
      URI poolService,
      URI invitationService,
      URI statsService,
      Tokens tokens) {
    return new SeasonOptions(
        season,
        candidates,
        scenario,
        seed,
        weeks,
        bootstrapServers,
        registry,
        client,
        profileService,
        poolService,
        invitationService,
        statsService,
        tokens,
        timeout);
  }

  /** A copy with authentication to Kafka and the registry. */
  public SeasonOptions authenticatedBy(ClientConfig client) {
    return new SeasonOptions(
        season,
        candidates,
        scenario,
        seed,
        weeks,
        bootstrapServers,
        registry,
        client,
        profileService,
        poolService,
        invitationService,
        statsService,
        tokens,
        timeout);
  }

  Endpoints endpoints() {
    return new Endpoints(
        bootstrapServers,
        registry,
        client,
        profileService,
        poolService,
        invitationService,
        statsService,
        tokens,
        timeout);
  }
}
