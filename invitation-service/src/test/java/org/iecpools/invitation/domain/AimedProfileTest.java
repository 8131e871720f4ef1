package org.iecpools.invitation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A candidate who knows the seed, or controls the beacon, and chooses the id of the profile
 * accordingly. One of 41 is invited in each of 1,000 rounds, with fixed random numbers. By chance
 * the candidate wins 10 to 42 rounds; fewer or more have a probability below 0.001 (binomial,
 * chosen in advance).
 */
class AimedProfileTest {

  private static final int ROUNDS = 1_000;
  private static final int OTHERS = 40;
  private static final int LEAST = 10;
  private static final int MOST = 42;

  /** Ids that the attacker tries in each round, against a draw that can be repeated quickly. */
  private static final int TRIES = 4_096;

  /** As many where each try needs a Merkle tree. */
  private static final int SEALED_TRIES = 64;

  private final Random random = new Random(18);

  /** What a round depends on, in addition to the profiles. */
  private record Secrets(UUID roundId, byte[] seed, byte[] beacon) {

    Secrets withSeed(byte[] other) {
      return new Secrets(roundId, other, beacon);
    }

    Secrets withBeacon(byte[] other) {
      return new Secrets(roundId, seed, other);
    }
  }

  @Test
  void theSeedAloneDecidesAnUnsealedDraw() {
    int wins = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Secrets secrets = secrets(round);
      List<UUID> others = ids(OTHERS);
      UUID aimed =
          ids(TRIES).stream()
              .min(Comparator.comparing(id -> ticket(secrets, id), Arrays::compareUnsigned))
              .orElseThrow();
      Draw draw = Draw.of(secrets.seed(), secrets.roundId(), with(others, aimed), 1);
      wins += draw.invited().contains(aimed) ? 1 : 0;
    }

    assertThat(wins).isGreaterThan(ROUNDS * 95 / 100);
  }

  /** Shows that this attacker succeeds if the beacon is known before the list is sealed. */
  @Test
  void seedAndBeaconTogetherDecideASealedDraw() {
    assertThat(wins(Function.identity())).isGreaterThan(ROUNDS * 70 / 100);
  }

  @Test
  void theSeedWithoutTheBeaconIsWorthNothing() {
    byte[][] last = {bytes()};

    assertThat(
            wins(
                secrets -> {
                  // No guess is better than another. This is the value of the round before.
                  byte[] guess = last[0];
                  last[0] = secrets.beacon();
                  return secrets.withBeacon(guess);
                }))
        .isBetween(LEAST, MOST);
  }

  @Test
  void theBeaconWithoutTheSeedIsWorthNothing() {
    assertThat(wins(secrets -> secrets.withSeed(new byte[Draw.SEED_BYTES]))).isBetween(LEAST, MOST);
  }

  /**
   * How many rounds the attacker wins.
   *
   * @param known what the attacker takes for the secrets of a round
   */
  private int wins(Function<Secrets, Secrets> known) {
    int wins = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Secrets secrets = secrets(round);
      List<UUID> others = ids(OTHERS);
      Secrets guessed = known.apply(secrets);
      UUID aimed =
          ids(SEALED_TRIES).stream()
              .filter(id -> wins(guessed, others, id))
              .findFirst()
              .orElseGet(() -> ids(1).getFirst());
      wins += wins(secrets, others, aimed) ? 1 : 0;
    }
    return wins;
  }

  private static boolean wins(Secrets secrets, List<UUID> others, UUID aimed) {
    Draw draw =
        SealedPool.of(secrets.roundId(), with(others, aimed))
            .draw(secrets.seed(), secrets.beacon(), 1);
    return draw.invited().contains(new Pseudonyms(secrets.roundId()).of(aimed));
  }

  private static byte[] ticket(Secrets secrets, UUID id) {
    return Draw.ticket(secrets.seed(), secrets.roundId(), id);
  }

  private Secrets secrets(int round) {
    return new Secrets(new UUID(18, round), bytes(), bytes());
  }

  private byte[] bytes() {
    byte[] bytes = new byte[Draw.SEED_BYTES];
    random.nextBytes(bytes);
    return bytes;
  }

  private List<UUID> ids(int number) {
    return IntStream.range(0, number)
        .mapToObj(_ -> new UUID(random.nextLong(), random.nextLong()))
        .toList();
  }

  private static List<UUID> with(List<UUID> others, UUID one) {
    List<UUID> all = new ArrayList<>(others);
    all.add(one);
    return all;
  }
}
