package org.iecpools.kit.web;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limits requests per second, by the address of a client or, if it has a valid token, by the
 * token's subject (ADR 45). This filter counts a request against its address before anything of the
 * body is read. When the token has been verified, {@link #identified} counts it against the subject
 * instead.
 */
public final class RateLimits extends OncePerRequestFilter {

  private static final String COUNTED = RateLimits.class.getName() + ".counted";

  /** Bytes of an IPv6 address that identify a client, who has a whole network of 64 bits. */
  private static final int IPV6_CLIENT = 8;

  private final RateLimit addresses;
  private final RateLimit subjects;
  private final List<IpAddressMatcher> exempt;

  RateLimits(LimitSettings settings, MeterRegistry meters) {
    this(settings, meters, TimeMeter.SYSTEM_NANOTIME);
  }

  RateLimits(LimitSettings settings, MeterRegistry meters, TimeMeter time) {
    this.addresses =
        new RateLimit(
            settings.addressRate(),
            settings.addressBurst(),
            "address",
            meters.counter("iec.http.limited", "by", "address"),
            time);
    this.subjects =
        new RateLimit(
            settings.subjectRate(),
            settings.subjectBurst(),
            "subject",
            meters.counter("iec.http.limited", "by", "subject"),
            time);
    this.exempt = settings.exemptAddresses().stream().map(IpAddressMatcher::new).toList();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<ServletProblem> problem =
        isExempt(request) ? Optional.empty() : takeFromAddress(request);
    if (problem.isPresent()) {
      problem.get().send(request, response);
    } else {
      chain.doFilter(request, response);
    }
  }

  private boolean isExempt(HttpServletRequest request) {
    return PortSeparation.isManagement(request)
        || !exempt.isEmpty() && isExempt(request.getRemoteAddr());
  }

  private boolean isExempt(String address) {
    try {
      return exempt.stream().anyMatch(addresses -> addresses.matches(address));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The client of a request by its address; empty if it has no limit. */
  Optional<String> client(HttpServletRequest request) {
    return isExempt(request) ? Optional.empty() : Optional.of(client(request.getRemoteAddr()));
  }

  private Optional<ServletProblem> takeFromAddress(HttpServletRequest request) {
    String client = client(request.getRemoteAddr());
    Optional<ServletProblem> problem = addresses.take(client);
    if (problem.isEmpty()) {
      request.setAttribute(COUNTED, client);
    }
    return problem;
  }

  /**
   * Counts a request against the subject of its token, and no longer against its address.
   *
   * @param subject the subject of a token that has been verified
   * @return the problem with which the request must be refused, if it is one too many
   */
  public Optional<ServletProblem> identified(HttpServletRequest request, String subject) {
    if (request.getAttribute(COUNTED) instanceof String client) {
      request.removeAttribute(COUNTED);
      addresses.giveBack(client);
    }
    return PortSeparation.isManagement(request) ? Optional.empty() : subjects.take(subject);
  }

  /** Clients by address that are remembered. */
  long knownAddresses() {
    return addresses.clients();
  }

  /** The part of an address that one client cannot change at will. */
  static String client(String address) {
    try {
      return InetAddress.ofLiteral(address) instanceof Inet6Address ip
          ? HexFormat.of().formatHex(Arrays.copyOf(ip.getAddress(), IPV6_CLIENT))
          : address;
    } catch (IllegalArgumentException e) {
      // A proxy may forward anything that it calls an address.
      return address;
    }
  }
}
