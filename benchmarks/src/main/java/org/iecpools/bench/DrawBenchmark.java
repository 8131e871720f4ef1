package org.iecpools.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.iecpools.bench.harness.Figures;
import org.iecpools.bench.harness.Machine;
import org.iecpools.bench.harness.Spread;
import org.iecpools.invitation.domain.Draw;

/**
 * Draws pools of random profiles like invitation-service: tickets, selection of a tenth, sorting
 * and the Merkle root. Alternates with computing the same number of HMAC-SHA-256, which is the
 * lower bound. One thread, one JVM.
 */
final class DrawBenchmark {

  private static final UUID ROUND = UUID.fromString("8c7d3f80-52a4-5b0e-9d8e-6a1f7f3f7f11");
  private static final int WARM_UP = 100_000;
  private static final int WARM_UPS = 5;

  /** Used at the end, so that the compiler cannot remove the measured code. */
  private static long used;

  private DrawBenchmark() {}

  /**
   * The figures of one pool size.
   *
   * @param bareMs median time for the HMACs alone, in milliseconds
   * @param drawMs median time for the draw, in milliseconds
   * @param bytes bytes allocated by the draw beyond those of the HMACs, an upper bound of its
   *     memory use
   */
  record PoolFigures(int candidates, double bareMs, double drawMs, long bytes) {
    double ratio() {
      return drawMs / bareMs;
    }

    double nanosPerCandidate() {
      return drawMs * 1e6 / candidates;
    }
  }

  /** All pool sizes, in the requested order. */
  record Report(Machine machine, int rounds, List<PoolFigures> figures) {

    String table() {
      StringBuilder table =
          new StringBuilder(
              "%12s %12s %12s %8s %14s %14s%n"
                  .formatted(
                      "candidates", "HMACs ms", "draw ms", "ratio", "ns/candidate", "memory MB"));
      for (PoolFigures f : figures) {
        table.append(
            String.format(
                Locale.ROOT,
                "%,12d %,12.1f %,12.1f %8.2f %14.0f %14.1f%n",
                f.candidates(),
                f.bareMs(),
                f.drawMs(),
                f.ratio(),
                f.nanosPerCandidate(),
                f.bytes() / 1e6));
      }
      return table.toString();
    }

    String json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("benchmark", "draw");
      json.put("rounds", rounds);
      json.put("pools", figures.stream().map(Report::json).toList());
      json.put("machine", machine);
      return Figures.json(json);
    }

    private static Map<String, Object> json(PoolFigures f) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("candidates", f.candidates());
      json.put("bareMs", f.bareMs());
      json.put("drawMs", f.drawMs());
      json.put("ratio", f.ratio());
      json.put("nanosPerCandidate", f.nanosPerCandidate());
      json.put("memoryBytes", f.bytes());
      return json;
    }
  }

  static Report run(List<Integer> sizes, int rounds, Consumer<String> progress) {
    Machine machine = Machine.here();
    byte[] seed = new byte[Draw.SEED_BYTES];
    List<UUID> warmUp = profiles(WARM_UP);
    for (int i = 0; i < WARM_UPS; i++) {
      hmacs(seed, warmUp);
      draw(seed, warmUp);
    }
    List<PoolFigures> figures = new ArrayList<>();
    for (int size : sizes) {
      progress.accept("drawing from %,d candidates".formatted(size));
      figures.add(measured(seed, profiles(size), rounds));
    }
    progress.accept("checksum, printed so that no work is optimized away: " + used);
    return new Report(machine, rounds, figures);
  }

  private static PoolFigures measured(byte[] seed, List<UUID> profiles, int rounds) {
    double[] bare = new double[rounds];
    double[] draw = new double[rounds];
    long bytes = 0;
    for (int i = 0; i < rounds; i++) {
      long allocated = allocated();
      long start = System.nanoTime();
      hmacs(seed, profiles);
      bare[i] = (System.nanoTime() - start) / 1e6;
      long byHmacs = allocated() - allocated;
      allocated = allocated();
      start = System.nanoTime();
      draw(seed, profiles);
      draw[i] = (System.nanoTime() - start) / 1e6;
      bytes = Math.max(bytes, allocated() - allocated - byHmacs);
    }
    return new PoolFigures(
        profiles.size(),
        Spread.of(Arrays.stream(bare)).median(),
        Spread.of(Arrays.stream(draw)).median(),
        bytes);
  }

  private static void draw(byte[] seed, List<UUID> profiles) {
    Draw draw = Draw.of(seed, ROUND, profiles, profiles.size() / 10);
    used += draw.invited().size() + draw.tree().root()[0];
  }

  private static void hmacs(byte[] seed, List<UUID> profiles) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(seed, "HmacSHA256"));
      byte[] input = new byte[32];
      byte[] ticket = new byte[32];
      ByteBuffer view = ByteBuffer.wrap(input);
      view.putLong(0, ROUND.getMostSignificantBits()).putLong(8, ROUND.getLeastSignificantBits());
      for (UUID profile : profiles) {
        view.putLong(16, profile.getMostSignificantBits());
        view.putLong(24, profile.getLeastSignificantBits());
        mac.update(input, 0, input.length);
        mac.doFinal(ticket, 0);
        used += ticket[0];
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }

  private static List<UUID> profiles(int number) {
    Random random = new Random(number);
    List<UUID> profiles = new ArrayList<>(number);
    for (int i = 0; i < number; i++) {
      profiles.add(new UUID(random.nextLong(), random.nextLong()));
    }
    return profiles;
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
