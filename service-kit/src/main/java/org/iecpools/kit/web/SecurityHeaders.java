package org.iecpools.kit.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.ContentSecurityPolicyHeaderWriter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.header.writers.HstsHeaderWriter;
import org.springframework.security.web.header.writers.PermissionsPolicyHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter.XFrameOptionsMode;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Headers of every response that restrict what a browser does with it. They are written here and
 * not by Spring Security's chain, because requests are also refused before they reach the chain.
 */
final class SecurityHeaders {

  /** Responses that foreign pages may show in a frame. They have nothing that can be changed. */
  private static final RequestMatcher FRAMED = below("/embed/");

  /** Responses that foreign pages may contain: frames and images. */
  private static final RequestMatcher SHARED =
      new OrRequestMatcher(FRAMED, below("/badge/"), below("/share/"));

  /** What the pages need: files of the same service. No exceptions for inline code. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'self'; frame-ancestors ";

  private static final List<HeaderWriter> WRITERS =
      List.of(
          only(FRAMED, new ContentSecurityPolicyHeaderWriter(POLICY + "*")),
          except(FRAMED, new ContentSecurityPolicyHeaderWriter(POLICY + "'none'")),
          except(FRAMED, new XFrameOptionsHeaderWriter(XFrameOptionsMode.DENY)),
          new XContentTypeOptionsHeaderWriter(),
          new ReferrerPolicyHeaderWriter(ReferrerPolicy.NO_REFERRER),
          new PermissionsPolicyHeaderWriter(
              "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
          openedAlone(),
          only(SHARED, usedBy(CrossOriginResourcePolicy.CROSS_ORIGIN)),
          except(SHARED, usedBy(CrossOriginResourcePolicy.SAME_ORIGIN)),
          // Only for requests over TLS.
          new HstsHeaderWriter());

  private SecurityHeaders() {}

  /** Writes the headers when the response is committed, so that a reset does not remove them. */
  static HeaderWriterFilter filter() {
    return new HeaderWriterFilter(WRITERS);
  }

  /** Writes the headers now. */
  static void write(HttpServletRequest request, HttpServletResponse response) {
    WRITERS.forEach(writer -> writer.writeHeaders(request, response));
  }

  private static HeaderWriter openedAlone() {
    CrossOriginOpenerPolicyHeaderWriter writer = new CrossOriginOpenerPolicyHeaderWriter();
    writer.setPolicy(CrossOriginOpenerPolicy.SAME_ORIGIN);
    return writer;
  }

  private static HeaderWriter usedBy(CrossOriginResourcePolicy who) {
    CrossOriginResourcePolicyHeaderWriter writer = new CrossOriginResourcePolicyHeaderWriter();
    writer.setPolicy(who);
    return writer;
  }

  private static RequestMatcher below(String path) {
    // A request whose first line cannot be read has no path.
    return request -> request.getRequestURI() != null && request.getRequestURI().startsWith(path);
  }

  private static HeaderWriter only(RequestMatcher which, HeaderWriter writer) {
    return new DelegatingRequestMatcherHeaderWriter(which, writer);
  }

  private static HeaderWriter except(RequestMatcher which, HeaderWriter writer) {
    return only(new NegatedRequestMatcher(which), writer);
  }
}
