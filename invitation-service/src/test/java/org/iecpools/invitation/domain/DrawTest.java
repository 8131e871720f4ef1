package org.iecpools.invitation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DrawTest {

  private static final UUID ROUND = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  private static final UUID PROFILE = UUID.fromString("0f0e0d0c-0b0a-0908-0706-050403020100");

  /** The expected value comes from Python's hmac module, not from this code. */
  @Test
  void aTicketIsTheHmacOfRoundAndProfileUnderTheSeed() {
    byte[] seed = new byte[32];
    for (int i = 0; i < 32; i++) {
      seed[i] = (byte) i;
    }

    assertThat(HexFormat.of().formatHex(Draw.ticket(seed, ROUND, PROFILE)))
        .isEqualTo("348b81a5479e23bcf99d7a187cee526c155b2e3f4433649397f4962a1ed63d1f");
  }

  /** The expected value comes from Python's uuid.uuid5 rule over bytes. */
  @Test
  void anInvitationsIdIsVersionFiveOfTheProfileInTheRoundsNamespace() {
    assertThat(Draw.invitationId(ROUND, PROFILE))
        .hasToString("570f41b2-8e0a-5ccb-b78c-c4d861890e4a");
  }

  @Property(tries = 200)
  void theOrderInWhichProfilesAreKnownDoesNotMatter(
      @ForAll long random,
      @ForAll @IntRange(max = 40) int candidates,
      @ForAll @IntRange(max = 50) int size) {
    Random generator = new Random(random);
    byte[] seed = new byte[32];
    generator.nextBytes(seed);
    List<UUID> profiles = profiles(generator, candidates);
    List<UUID> shuffled = new ArrayList<>(profiles);
    Collections.shuffle(shuffled, generator);

    Draw draw = Draw.of(seed, ROUND, profiles, size);

    Draw again = Draw.of(seed, ROUND, shuffled, size);
    assertThat(again.invited()).isEqualTo(draw.invited());
    assertThat(again.cutOff()).isEqualTo(draw.cutOff());
    assertThat(again.tree().root()).isEqualTo(draw.tree().root());
    assertThat(draw.invited()).hasSize(Math.min(candidates, size)).doesNotHaveDuplicates();
  }

  @Test
  void theInvitedAreThoseOfASortOfAllTickets() {
    Random generator = new Random(5);
    byte[] seed = new byte[32];
    generator.nextBytes(seed);
    // More profiles than buckets, so that the bucket of the cut-off has several.
    List<UUID> profiles = profiles(generator, 150_000);
    List<UUID> byTicket =
        profiles.stream()
            .map(profile -> Map.entry(Draw.ticket(seed, ROUND, profile), profile))
            .sorted(Map.Entry.comparingByKey(Arrays::compareUnsigned))
            .map(Map.Entry::getValue)
            .toList();
    for (int size : List.of(0, 1, 2, 74_999, 75_000, 75_001, 149_999, 150_000, 200_000)) {
      Draw draw = Draw.of(seed, ROUND, profiles, size);

      List<UUID> expected = byTicket.subList(0, Math.min(size, byTicket.size()));
      assertThat(Set.copyOf(draw.invited())).isEqualTo(Set.copyOf(expected));
      assertThat(draw.invited()).hasSameSizeAs(expected);
      assertThat(draw.cutOff())
          .isEqualTo(
              expected.isEmpty()
                  ? null
                  : ByteBuffer.wrap(Draw.ticket(seed, ROUND, expected.getLast())));
    }
  }

  @Test
  void everybodyHasTheSameChance() {
    Random generator = new Random(7);
    List<UUID> profiles = profiles(generator, 10);
    int[] wins = new int[10];
    for (int i = 0; i < 4000; i++) {
      byte[] seed = new byte[32];
      generator.nextBytes(seed);
      Draw.of(seed, ROUND, profiles, 3).invited().forEach(p -> wins[profiles.indexOf(p)]++);
    }

    // 1,200 expected, standard deviation 29; five of them are allowed in both directions.
    assertThat(IntStream.of(wins)).allMatch(n -> n > 1055 && n < 1345);
  }

  private static List<UUID> profiles(Random generator, int number) {
    return IntStream.range(0, number)
        .mapToObj(_ -> new UUID(generator.nextLong(), generator.nextLong()))
        .toList();
  }
}
