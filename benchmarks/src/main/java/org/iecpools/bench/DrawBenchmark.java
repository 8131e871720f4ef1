package org.iecpools.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.iecpools.bench.harness.Figures;
import org.iecpools.bench.harness.Machine;
import org.iecpools.bench.harness.Spread;
import org.iecpools.invitation.domain.Draw;
import org.iecpools.invitation.domain.DrawnProfiles;
import org.iecpools.invitation.domain.SealedPool;

/**
 * Draws pools of random profiles like invitation-service, without and with a beacon. Without:
 * sorting, Merkle root, tickets, selection of a tenth. With: the same over pseudonyms, in the two
 * steps of a seal and its draw, finding who was drawn, and one profile's proof. Alternates with
 * computing the same number of HMAC-SHA-256 in one thread, which no draw can avoid. One JVM.
 */
final class DrawBenchmark {

  private static final UUID ROUND = UUID.fromString("8c7d3f80-52a4-5b0e-9d8e-6a1f7f3f7f11");
  private static final byte[] BEACON = new byte[32];
  private static final int WARM_UP = 100_000;
  private static final int WARM_UPS = 5;

  /** Used at the end, so that the compiler cannot remove the measured code. */
  private static long used;

  private DrawBenchmark() {}

  /**
   * The figures of one pool size.
   *
   * @param bareMs median time for the HMACs alone, in milliseconds
   * @param draw without a beacon
   * @param sealed with a beacon: seal, draw and one proof
   */
  record PoolFigures(int candidates, double bareMs, Measured draw, Measured sealed) {}

  /**
   * The figures of one kind of draw.
   *
   * @param ms median time, in milliseconds
   * @param ratio to the HMACs alone
   * @param cpuRatio its processor time, of all threads, divided by that of the HMACs
   * @param bytes bytes allocated beyond those of the HMACs, an upper bound of its memory use
   */
  record Measured(double ms, double ratio, double cpuRatio, long bytes) {}

  /** All pool sizes, in the requested order. */
  record Report(Machine machine, int rounds, List<PoolFigures> figures) {

    String table() {
      StringBuilder table =
          new StringBuilder(
              "%12s %10s %10s %7s %7s %7s %10s %7s %7s %7s%n"
                  .formatted(
                      "candidates",
                      "HMACs ms",
                      "draw ms",
                      "ratio",
                      "CPU",
                      "MB",
                      "sealed ms",
                      "ratio",
                      "CPU",
                      "MB"));
      for (PoolFigures f : figures) {
        table.append(
            String.format(
                Locale.ROOT,
                "%,12d %,10.1f%s%s%n",
                f.candidates(),
                f.bareMs(),
                columns(f.draw()),
                columns(f.sealed())));
      }
      return table.toString();
    }

    private static String columns(Measured its) {
      return String.format(
          Locale.ROOT,
          " %,10.1f %7.2f %7.2f %7.1f",
          its.ms(),
          its.ratio(),
          its.cpuRatio(),
          its.bytes() / 1e6);
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
      json.put("draw", json(f.draw()));
      json.put("sealed", json(f.sealed()));
      return json;
    }

    private static Map<String, Object> json(Measured its) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("ms", its.ms());
      json.put("ratio", its.ratio());
      json.put("cpuRatio", its.cpuRatio());
      json.put("memoryBytes", its.bytes());
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
      sealed(seed, warmUp);
    }
    List<PoolFigures> figures = new ArrayList<>();
    for (int size : sizes) {
      progress.accept("drawing from %,d candidates".formatted(size));
      figures.add(measured(seed, profiles(size), rounds));
    }
    progress.accept("checksum, printed so that no work is optimized away: " + used);
    return new Report(machine, rounds, figures);
  }

  /** What a piece of work took: nanoseconds, of one or all processors, and allocated bytes. */
  private record Taken(long nanos, long cpuNanos, long bytes) {

    static Taken by(Runnable work) {
      OperatingSystemMXBean system =
          (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long bytes = threads.getTotalThreadAllocatedBytes();
      long cpu = system.getProcessCpuTime();
      long start = System.nanoTime();
      work.run();
      return new Taken(
          System.nanoTime() - start,
          system.getProcessCpuTime() - cpu,
          threads.getTotalThreadAllocatedBytes() - bytes);
    }
  }

  private static PoolFigures measured(byte[] seed, List<UUID> profiles, int rounds) {
    List<Taken> bare = new ArrayList<>();
    List<Taken> draw = new ArrayList<>();
    List<Taken> sealed = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      bare.add(Taken.by(() -> hmacs(seed, profiles)));
      draw.add(Taken.by(() -> draw(seed, profiles)));
      sealed.add(Taken.by(() -> sealed(seed, profiles)));
    }
    return new PoolFigures(
        profiles.size(),
        median(bare, Taken::nanos) / 1e6,
        compared(draw, bare),
        compared(sealed, bare));
  }

  private static Measured compared(List<Taken> its, List<Taken> bare) {
    return new Measured(
        median(its, Taken::nanos) / 1e6,
        median(its, Taken::nanos) / median(bare, Taken::nanos),
        median(its, Taken::cpuNanos) / median(bare, Taken::cpuNanos),
        Math.max(0, Math.round(median(its, Taken::bytes) - median(bare, Taken::bytes))));
  }

  private static double median(List<Taken> all, ToLongFunction<Taken> figure) {
    return Spread.of(all.stream().mapToLong(figure).asDoubleStream()).median();
  }

  private static void draw(byte[] seed, List<UUID> profiles) {
    Draw draw = Draw.of(seed, ROUND, profiles, profiles.size() / 10);
    used += draw.invited().size() + draw.tree().root()[0];
  }

  private static void sealed(byte[] seed, List<UUID> profiles) {
    SealedPool list = SealedPool.of(ROUND, profiles);
    Draw draw = list.draw(seed, BEACON, profiles.size() / 10);
    Map<UUID, UUID> drawn = list.drawn(draw, profiles, profile -> profile);
    DrawnProfiles stored = new DrawnProfiles(ROUND, list.pseudonyms(), list.tree());
    byte[] header = stored.header();
    UUID listed = list.pseudonyms().get(profiles.size() / 2);
    int chunk = DrawnProfiles.chunkOf(header, listed).orElseThrow();
    used +=
        drawn.size()
            + DrawnProfiles.inclusion(header, chunk, stored.chunk(chunk), listed)
                .orElseThrow()
                .path()
                .size();
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
}
