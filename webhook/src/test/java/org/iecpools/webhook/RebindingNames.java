package org.iecpools.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Resolves a name to 127.0.0.2 at first and to 127.0.0.1 from then on, and one late. Found by Java.
 */
public final class RebindingNames extends InetAddressResolverProvider {

  static final String NAME = "rebinding.test";
  static final String UNKNOWN = "unknown.test";
  static final String SLOW = "slow.test";

  /**
   * The lookup of a name whose server answers late.
   *
   * @param asked whether it has begun
   * @param answered ends it
   */
  record Slow(CountDownLatch asked, CountDownLatch answered) {}

  static final Slow SLOW_LOOKUP = new Slow(new CountDownLatch(1), new CountDownLatch(1));

  private static final AtomicInteger LOOKUPS = new AtomicInteger();

  static void reset() {
    LOOKUPS.set(0);
  }

  static int lookups() {
    return LOOKUPS.get();
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver usual = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        return switch (host) {
          case NAME ->
              Stream.of(
                  InetAddress.getByAddress(
                      host,
                      new byte[] {127, 0, 0, (byte) (LOOKUPS.getAndIncrement() == 0 ? 2 : 1)}));
          case SLOW -> {
            SLOW_LOOKUP.asked.countDown();
            await(SLOW_LOOKUP.answered);
            throw new UnknownHostException(host);
          }
          case UNKNOWN -> throw new UnknownHostException(host);
          default -> usual.lookupByName(host, policy);
        };
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        return usual.lookupByAddress(address);
      }
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String name() {
    return "rebinding names";
  }
}
