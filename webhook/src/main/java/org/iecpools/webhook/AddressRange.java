package org.iecpools.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Ranges of addresses that are not of the public internet, from the registries of special-purpose
 * addresses (RFC 6890 and later).
 */
final class AddressRange {

  private static final List<AddressRange> V4 =
      List.of(
          range("0.0.0.0", 8, "this network"),
          range("10.0.0.0", 8, "private"),
          range("100.64.0.0", 10, "shared by a provider's customers"),
          range("127.0.0.0", 8, "loopback"),
          range("169.254.0.0", 16, "link-local"),
          range("172.16.0.0", 12, "private"),
          range("192.0.0.0", 24, "reserved"),
          range("192.0.2.0", 24, "for documentation"),
          range("192.88.99.0", 24, "reserved"),
          range("192.168.0.0", 16, "private"),
          range("198.18.0.0", 15, "for benchmarks"),
          range("198.51.100.0", 24, "for documentation"),
          range("203.0.113.0", 24, "for documentation"),
          range("224.0.0.0", 4, "multicast"),
          range("240.0.0.0", 4, "reserved"));

  /** Everything else outside of 2000::/3 is refused, too. */
  private static final List<AddressRange> V6 =
      List.of(
          range("::1", 128, "loopback"),
          range("::", 96, "reserved"),
          range("fc00::", 7, "private"),
          range("fe80::", 10, "link-local"),
          range("fec0::", 10, "private"),
          range("ff00::", 8, "multicast"),
          range("2001::", 23, "reserved"),
          range("2001:db8::", 32, "for documentation"),
          range("3fff::", 20, "for documentation"));

  private static final AddressRange PUBLIC_V6 = range("2000::", 3, "public");

  /** Translated to IPv4 by a gateway (RFC 6052); the last four bytes are the address. */
  private static final AddressRange NAT64 = range("64:ff9b::", 96, "NAT64");

  /** Tunnelled in IPv4 (RFC 3056); bytes 2 to 5 are the address. */
  private static final AddressRange SIX_TO_FOUR = range("2002::", 16, "6to4");

  private final byte[] start;
  private final int bits;
  private final String name;

  private AddressRange(byte[] start, int bits, String name) {
    this.start = start;
    this.bits = bits;
    this.name = name;
  }

  private static AddressRange range(String start, int bits, String name) {
    try {
      return new AddressRange(InetAddress.getByName(start).getAddress(), bits, name);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(start + " is an address", e);
    }
  }

  /** What an address is if it is not of the public internet. */
  static Optional<String> notPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    // Java gives v4-mapped addresses as IPv4.
    if (address instanceof Inet4Address) {
      return find(V4, bytes);
    }
    if (NAT64.contains(bytes)) {
      return find(V4, Arrays.copyOfRange(bytes, 12, 16)).map(name -> name + ", by NAT64");
    }
    if (SIX_TO_FOUR.contains(bytes)) {
      return find(V4, Arrays.copyOfRange(bytes, 2, 6)).map(name -> name + ", by 6to4");
    }
    return find(V6, bytes)
        .or(() -> PUBLIC_V6.contains(bytes) ? Optional.empty() : Optional.of("reserved"));
  }

  private static Optional<String> find(List<AddressRange> ranges, byte[] address) {
    return ranges.stream()
        .filter(range -> range.contains(address))
        .findFirst()
        .map(range -> range.name);
  }

  private boolean contains(byte[] address) {
    for (int bit = 0; bit < bits; bit++) {
      int shift = 7 - bit % 8;
      if ((address[bit / 8] >> shift & 1) != (start[bit / 8] >> shift & 1)) {
        return false;
      }
    }
    return true;
  }
}
