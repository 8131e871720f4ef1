package org.iecpools.pool.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.iecpools.events.Category;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.PoolsEvent;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfileWithdrawn;
import org.iecpools.events.Reason;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.WantedPool;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kit.clock.ServiceClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Candidates of several countries and seasons, and their identity documents. */
class IdentityTopologyTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final EventCodec codec = new EventCodec(EventCodec.inMemory());
  private final ServiceClock clock = ServiceClock.real(() -> NOW);
  private final SeasonWatch watch = new SeasonWatch();
  private final UUID one = UUID.randomUUID();
  private final UUID other = UUID.randomUUID();

  @TempDir Path stateDir;

  private PoolDriver pool;
  private TestInputTopic<String, byte[]> profiles;
  private TestOutputTopic<String, byte[]> pools;
  private TestOutputTopic<String, byte[]> letters;

  @BeforeEach
  void start() {
    pool = PoolDriver.of(codec, watch, clock, stateDir, NOW);
    profiles = pool.input("iec.profiles");
    pools = pool.output("iec.pools");
    letters = pool.output("iec.dead-letters");
    for (int season : List.of(2026, 2027)) {
      for (String country : List.of("IE", "FR")) {
        watch.accept(plan(season, country));
      }
    }
  }

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void theFirstCandidateWithADocumentEntersAndTheOtherGetsTheReason() {
    submit(one, 2026, "IE", "passport");
    submit(other, 2026, "FR", "passport");

    assertThat(written())
        .containsExactly(
            "2026/IE entered checked=true of one", "2026/FR rejected [IDENTITY_IN_USE] of other");
  }

  @Test
  void theSameCandidateSubmitsAgainWithTheSameOrAnotherDocument() {
    for (String document : List.of("passport", "passport", "renewed")) {
      UUID profile = submit(one, 2026, "IE", document);
      assertThat(written()).containsExactly("2026/IE entered checked=true of one");
      withdraw(one, profile);
      assertThat(written()).hasSize(1);
    }

    for (String document : List.of("passport", "renewed")) {
      submit(other, 2026, "FR", document);
      assertThat(written()).containsExactly("2026/FR rejected [IDENTITY_IN_USE] of other");
    }
  }

  @Test
  void aDocumentBelongsToItsFirstClaimantThoughTheProfileWasRejected() {
    submit(one, 2026, "AU", "passport");
    assertThat(written()).isEmpty();
    submit(other, 2026, "IE", "passport");

    assertThat(written()).containsExactly("2026/IE rejected [IDENTITY_IN_USE] of other");
  }

  @Test
  void everySeasonHasItsOwnHolders() {
    submit(one, 2026, "IE", "passport");
    submit(other, 2027, "IE", "passport");

    assertThat(written())
        .containsExactly(
            "2026/IE entered checked=true of one", "2027/IE entered checked=true of other");
  }

  @Test
  void profilesWithoutADocumentAreNotCheckedAndMakeNoClaim() {
    submit(one, 2026, "IE", null);
    submit(other, 2026, "FR", null);

    assertThat(written())
        .containsExactly(
            "2026/IE entered checked=false of one", "2026/FR entered checked=false of other");
    assertThat(pool.driver().getKeyValueStore(IdentityProcessor.STORE).approximateNumEntries())
        .isZero();
  }

  @Test
  void theSameRecordTwiceIsDecidedOnce() {
    ProfileSubmitted profile = profile(one, 2026, "IE", digest("passport"));

    profiles.pipeInput(one.toString(), codec.encode(profile));
    profiles.pipeInput(one.toString(), codec.encode(profile));

    assertThat(written()).containsExactly("2026/IE entered checked=true of one");
  }

  @Test
  void theEntryHasTheTimeAtWhichTheProfileEnteredTheLog() throws EventCodec.Undecodable {
    Instant logged = NOW.minusSeconds(60);

    profiles.pipeInput(
        one.toString(), codec.encode(profile(one, 2026, "IE", digest("passport"))), logged);

    PoolsEvent entered = (PoolsEvent) codec.decode(pools.readValue());
    assertThat(entered.getOccurredAt()).isEqualTo(logged);
  }

  @Test
  void aDigestOfAnotherLengthIsADeadLetter() {
    for (int length : List.of(0, 20, 31, 33)) {
      profiles.pipeInput(
          one.toString(), codec.encode(profile(one, 2026, "IE", ByteBuffer.allocate(length))));

      TestRecord<String, byte[]> letter = letters.readRecord();
      assertThat(
              new String(
                  letter.headers().lastHeader("iec-dead-letter-reason").value(),
                  StandardCharsets.UTF_8))
          .isEqualTo(
              "identityDigest is of %d bytes; it must be of 32, an HMAC-SHA-256".formatted(length));
    }
    assertThat(written()).isEmpty();
  }

  private UUID submit(UUID candidate, int season, String country, String document) {
    ProfileSubmitted profile =
        profile(candidate, season, country, document == null ? null : digest(document));
    profiles.pipeInput(candidate.toString(), codec.encode(profile));
    return profile.getProfileId();
  }

  private void withdraw(UUID candidate, UUID profile) {
    profiles.pipeInput(
        candidate.toString(),
        codec.encode(
            ProfileWithdrawn.newBuilder()
                .setEventId(UUID.randomUUID())
                .setOccurredAt(NOW)
                .setProfileId(profile)
                .setCandidateId(candidate)
                .setSeason(2026)
                .setCitizenship("IE")
                .build()));
  }

  private static ProfileSubmitted profile(
      UUID candidate, int season, String country, ByteBuffer digest) {
    return ProfileSubmitted.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(NOW)
        .setProfileId(UUID.randomUUID())
        .setCandidateId(candidate)
        .setSeason(season)
        .setCitizenship(country)
        .setBirthDate(LocalDate.parse("2000-01-01"))
        .setResidence(country)
        .setWanted(List.of(new WantedPool(Category.WORKING_HOLIDAY, null)))
        .setIdentityDigest(digest)
        .build();
  }

  private static ByteBuffer digest(String document) {
    byte[] bytes = new byte[32];
    ByteBuffer.wrap(bytes).put(document.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(bytes);
  }

  private static SeasonPlanned plan(int season, String country) {
    return new SeasonPlanned(
        UUID.randomUUID(),
        NOW.minusSeconds(86_400),
        season,
        country,
        List.of(
            PoolPlan.newBuilder()
                .setCategory(Category.WORKING_HOLIDAY)
                .setRule(EligibilityRule.newBuilder().build())
                .setOpensAt(NOW.minusSeconds(86_400))
                .setFirstRoundAt(NOW.minusSeconds(86_400))
                .setFinalRoundAt(NOW.plusSeconds(86_400))
                .setClosesAt(NOW.plusSeconds(86_400))
                .build()),
        null);
  }

  private List<String> written() {
    List<String> texts = new ArrayList<>();
    for (byte[] value : pools.readValuesToList()) {
      try {
        texts.add(text((PoolsEvent) codec.decode(value)));
      } catch (EventCodec.Undecodable e) {
        throw new AssertionError(e);
      }
    }
    return texts;
  }

  private String text(PoolsEvent event) {
    String of = event.getCandidateId().equals(one) ? " of one" : " of other";
    return switch (event) {
      case PoolEntered e ->
          "%d/%s entered checked=%s"
                  .formatted(
                      e.getPool().getSeason(), e.getPool().getCountry(), e.getIdentityChecked())
              + of;
      case ProfileRejected e ->
          "%d/%s rejected %s"
                  .formatted(
                      e.getSeason(),
                      e.getCountry(),
                      e.getReasons().stream().map(Reason::getCode).toList())
              + of;
      default -> event.toString();
    };
  }
}
