package org.iecpools.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.beacon.BeaconRound;
import org.iecpools.beacon.LocalBeacon;
import org.iecpools.beacon.relay.ChainInfo;
import org.iecpools.bench.harness.Figures;
import org.iecpools.bench.harness.Machine;
import org.iecpools.bench.harness.Spread;
import org.iecpools.stack.BuildTree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Verifies rounds of a beacon like invitation-service and the auditor: with the scheme of quicknet,
 * and a recorded pulse of NIST. Alternates with computing HMAC-SHA-256, so that the figures can be
 * compared across machines: the result is the number of HMACs that take as long. One thread, one
 * JVM.
 */
final class BeaconBenchmark {

  /** About as long as some verifications, so that both are measured under the same load. */
  private static final int HMACS = 50_000;

  private static final int INPUT_BYTES = 32;
  private static final int WARM_UPS = 20;

  /** Used at the end, so that the compiler cannot remove the measured code. */
  private static long used;

  private BeaconBenchmark() {}

  /**
   * The figures.
   *
   * @param rounds how many rounds of the beacon were verified
   * @param hmacNanos median time for one HMAC, in nanoseconds
   * @param blsMs median time for the verification of one round of drand, in milliseconds
   * @param pulseMs median time for the verification of one pulse, in milliseconds
   */
  record Report(Machine machine, int rounds, double hmacNanos, double blsMs, double pulseMs) {

    /** How many HMACs take as long as the verification of a round of drand. */
    double blsInHmacs() {
      return blsMs * 1e6 / hmacNanos;
    }

    /** How many HMACs take as long as the verification of a pulse. */
    double pulseInHmacs() {
      return pulseMs * 1e6 / hmacNanos;
    }

    String table() {
      return String.format(
          Locale.ROOT,
          "%-24s %12s %14s%n%-24s %12.2f %14s%n%-24s %,12.0f %,14.0f%n%-24s %,12.0f %,14.0f%n",
          "verification",
          "microseconds",
          "in HMACs",
          "one HMAC-SHA-256",
          hmacNanos / 1e3,
          "1",
          "a round (BLS12-381)",
          blsMs * 1e3,
          blsInHmacs(),
          "a pulse (RSA-4096)",
          pulseMs * 1e3,
          pulseInHmacs());
    }

    String json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("benchmark", "beacon");
      json.put("rounds", rounds);
      json.put("hmacNanos", hmacNanos);
      json.put("blsMs", blsMs);
      json.put("blsInHmacs", blsInHmacs());
      json.put("pulseMs", pulseMs);
      json.put("pulseInHmacs", pulseInHmacs());
      json.put("machine", machine);
      return Figures.json(json);
    }
  }

  static Report run(int rounds, Consumer<String> progress) {
    Machine machine = Machine.here();
    LocalBeacon beacon =
        LocalBeacon.generate(
            new SecureRandom(), Instant.parse("2026-01-01T00:00:00Z"), Duration.ofSeconds(3));
    BeaconChain chain = beacon.chain();
    BeaconChain nist = nist();
    BeaconRound pulse = pulse();
    BeaconRound[] made =
        LongStream.rangeClosed(1, rounds).mapToObj(beacon::round).toArray(BeaconRound[]::new);
    for (int i = 0; i < WARM_UPS; i++) {
      hmacs();
      verify(chain, made[i % rounds]);
      verify(nist, pulse);
    }
    progress.accept("verifying %,d rounds".formatted(rounds));
    double[] bare = new double[rounds];
    double[] bls = new double[rounds];
    double[] rsa = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      long start = System.nanoTime();
      hmacs();
      bare[i] = (System.nanoTime() - start) / (double) HMACS;
      start = System.nanoTime();
      verify(chain, made[i]);
      bls[i] = (System.nanoTime() - start) / 1e6;
      start = System.nanoTime();
      verify(nist, pulse);
      rsa[i] = (System.nanoTime() - start) / 1e6;
    }
    progress.accept("checksum, printed so that no work is optimized away: " + used);
    return new Report(machine, rounds, median(bare), median(bls), median(rsa));
  }

  private static BeaconChain nist() {
    return ChainInfo.read(document("nist-2025.json"));
  }

  /** The recorded pulse of the vectors. */
  private static BeaconRound pulse() {
    JsonNode beacon =
        JsonMapper.shared()
            .readTree(document("draw-vectors-pulse.json"))
            .at("/sealedRounds/0/beacon");
    return new BeaconRound(
        beacon.get("round").asLong(),
        bytes(beacon, "value"),
        bytes(beacon, "signature"),
        bytes(beacon, "pulse"));
  }

  private static byte[] bytes(JsonNode json, String field) {
    return HexFormat.of().parseHex(json.get(field).asString());
  }

  private static byte[] document(String name) {
    try {
      return Files.readAllBytes(BuildTree.find().root().resolve("docs").resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double median(double[] figures) {
    return Spread.of(Arrays.stream(figures)).median();
  }

  private static void verify(BeaconChain chain, BeaconRound round) {
    chain
        .fault(round)
        .ifPresent(
            fault -> {
              throw new IllegalStateException("%s: %s".formatted(round, fault.text()));
            });
    used += round.number();
  }

  private static void hmacs() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(new byte[INPUT_BYTES], "HmacSHA256"));
      byte[] input = new byte[INPUT_BYTES];
      for (int i = 0; i < HMACS; i++) {
        mac.update(input, 0, input.length);
        mac.doFinal(input, 0);
      }
      used += input[0];
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }
}
