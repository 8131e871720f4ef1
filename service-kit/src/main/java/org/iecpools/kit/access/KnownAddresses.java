package org.iecpools.kit.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.iecpools.kit.web.FaultCode;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests that a foreign web page has sent: those with an unknown name in {@code Host}
 * (DNS rebinding), and changes with the {@code Origin} of another site or with the content type of
 * a form.
 */
final class KnownAddresses extends OncePerRequestFilter {

  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
  private static final Set<String> LOOPBACK = Set.of("localhost", "ip6-localhost");

  /**
   * An address of IPv4 or IPv6. A page at such an address was loaded from there, so it cannot be
   * the result of DNS rebinding, and probes of orchestrators use addresses.
   */
  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");

  private static final List<MediaType> FORMS =
      List.of(
          MediaType.APPLICATION_FORM_URLENCODED,
          MediaType.MULTIPART_FORM_DATA,
          MediaType.TEXT_PLAIN);

  private final Set<String> hosts = new TreeSet<>(LOOPBACK);
  private final Set<String> origins;

  /**
   * @param hosts names of this service, in addition to those of the loopback interface
   * @param origins further origins that may send changes
   */
  KnownAddresses(List<String> hosts, List<String> origins) {
    hosts.stream().map(KnownAddresses::lower).forEach(this.hosts::add);
    this.origins =
        origins.stream().map(KnownAddresses::lower).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<Refusal> refusal = refusal(request);
    if (refusal.isPresent()) {
      refusal.get().send(request, response);
    } else {
      chain.doFilter(request, response);
    }
  }

  private Optional<Refusal> refusal(HttpServletRequest request) {
    String host = request.getHeader(HttpHeaders.HOST);
    if (host == null || !isKnown(nameIn(host))) {
      return Optional.of(Refusal.of(FaultCode.UNKNOWN_HOST));
    }
    if (READING.contains(request.getMethod())) {
      return Optional.empty();
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null && !isKnown(origin, host)) {
      return Optional.of(Refusal.of(FaultCode.UNKNOWN_ORIGIN));
    }
    // RequestGuard has checked that it can be parsed.
    String type = request.getContentType();
    if (type != null
        && FORMS.stream().anyMatch(MediaType.parseMediaType(type)::equalsTypeAndSubtype)) {
      return Optional.of(Refusal.of(FaultCode.CONTENT_TYPE));
    }
    return Optional.empty();
  }

  private boolean isKnown(String name) {
    return hosts.contains(name) || ADDRESS.matcher(name).matches();
  }

  /** Whether an origin is this service under the name of the request, or one of the settings. */
  private boolean isKnown(String origin, String host) {
    if (origins.contains(lower(origin))) {
      return true;
    }
    try {
      String authority = new URI(origin).getRawAuthority();
      return authority != null && lower(authority).equals(lower(host));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** The name in a Host header, without the port. */
  private static String nameIn(String host) {
    int port = host.lastIndexOf(':');
    return lower(port > host.lastIndexOf(']') ? host.substring(0, port) : host);
  }

  private static String lower(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }
}
