package org.iecpools.webhook;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.iecpools.domain.Texts;

/** Which addresses changes may be posted to. */
final class Addresses {

  /** Longest URL in characters. */
  static final int LONGEST = 1_000;

  private static final int HIGHEST_PORT = 65_535;

  private final Names names;
  private final Function<InetAddress, Optional<String>> rule;

  /**
   * @param rule what an address is if it may not be used
   */
  Addresses(Names names, Function<InetAddress, Optional<String>> rule) {
    this.names = names;
    this.rule = rule;
  }

  /** Public addresses only. */
  static Addresses usual() {
    return new Addresses(new Names(), AddressRange::notPublic);
  }

  /**
   * What is wrong with the text of a URL, its host's addresses included; empty if nothing is.
   *
   * @param allowPrivate whether http and addresses of private networks are allowed
   */
  List<String> faults(String text, boolean allowPrivate) throws InterruptedException {
    List<String> faults = new ArrayList<>();
    if (text.length() > LONGEST) {
      faults.add(
          "the URL has %,d characters; at most %,d are allowed".formatted(text.length(), LONGEST));
    }
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      faults.add("%s is not a valid URL: %s".formatted(Texts.escaped(text), e.getReason()));
      return faults;
    }
    if (!isScheme(url, "https") && !(allowPrivate && isScheme(url, "http"))) {
      faults.add("the URL must begin with https://" + (allowPrivate ? " or http://" : ""));
    }
    if (url.getRawUserInfo() != null || hasAt(url)) {
      faults.add("the URL contains a user or password; the signature shows who sends");
    }
    if (url.getRawFragment() != null) {
      faults.add("the URL has a fragment (#), which is never sent");
    }
    if (url.getPort() == 0 || url.getPort() > HIGHEST_PORT) {
      faults.add("port %d is not from 1 to %d".formatted(url.getPort(), HIGHEST_PORT));
    }
    if (url.getHost() == null) {
      faults.add("the URL has no valid host");
    } else {
      refusal(url.getHost(), allowPrivate).ifPresent(faults::add);
    }
    return faults;
  }

  private static boolean isScheme(URI url, String scheme) {
    return scheme.equalsIgnoreCase(url.getScheme());
  }

  /** Java takes an authority with an invalid host as a whole. */
  private static boolean hasAt(URI url) {
    String authority = url.getRawAuthority();
    return url.getHost() == null && authority != null && authority.contains("@");
  }

  /** Why nothing may be posted to a host now; empty if it may. */
  Optional<String> refusal(String host, boolean allowPrivate) throws InterruptedException {
    InetAddress[] found;
    try {
      found = names.addresses(host);
    } catch (UnknownHostException _) {
      return Optional.of("the host %s has no address".formatted(Texts.escaped(host)));
    }
    if (allowPrivate) {
      return Optional.empty();
    }
    for (InetAddress address : found) {
      Optional<String> refusal = rule.apply(address);
      if (refusal.isPresent()) {
        return Optional.of(
            "the address of %s, %s, is not public (%s); --allow-private allows it"
                .formatted(Texts.escaped(host), address.getHostAddress(), refusal.get()));
      }
    }
    return Optional.empty();
  }
}
