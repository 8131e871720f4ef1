package org.iecpools.kit.access;

import java.net.InetAddress;
import java.util.Optional;
import java.util.stream.Stream;
import org.iecpools.kit.web.Admission;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.RateLimits;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Access to every service: verified tokens, the rules of endpoints and of the actuator, and known
 * hosts and origins.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
@EnableConfigurationProperties(AccessSettings.class)
@Import(AccessDescription.class)
public class AccessKit {

  private static final String DECODING = "An error occurred while attempting to decode the Jwt: ";

  /** For orchestrators and load balancers, and for the barrier of simulations. */
  private static final String[] OPEN = {
    "/actuator/health", "/actuator/health/**", "/actuator/info", "/actuator/clock"
  };

  @Bean
  JwtDecoder jwtDecoder(AccessSettings settings) {
    return TokenDecoders.of(settings);
  }

  @Bean
  EndpointRuleInterceptor endpointRules() {
    return new EndpointRuleInterceptor();
  }

  @Bean
  KnownAddresses knownAddresses(
      AccessSettings settings,
      @Value("${iec.advertised-host}") String advertised,
      @Value("${server.address}") String address) {
    return new KnownAddresses(
        Stream.concat(settings.allowedHosts().stream(), Stream.of(advertised, address)).toList(),
        settings.allowedOrigins());
  }

  @Bean
  SecurityFilterChain access(
      HttpSecurity http,
      AccessSettings settings,
      KnownAddresses known,
      RateLimits limits,
      Admission admission,
      @Value("${server.address}") InetAddress address) {
    return http.addFilterBefore(known, SecurityContextHolderFilter.class)
        // A request's authority is in its token, which a foreign page cannot send.
        .csrf(AbstractHttpConfigurer::disable)
        .sessionManagement(it -> it.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        // SecurityHeaders writes them, also for requests that do not get here.
        .headers(AbstractHttpConfigurer::disable)
        .addFilterAfter(new SubjectLimit(limits, admission), BearerTokenAuthenticationFilter.class)
        .authorizeHttpRequests(
            it -> {
              it.requestMatchers(OPEN).permitAll();
              if (settings.publicMetrics() || address.isLoopbackAddress()) {
                it.requestMatchers("/actuator/**").permitAll();
              } else {
                it.requestMatchers("/actuator/**")
                    .hasAuthority(EndpointRuleInterceptor.AUTHORITY + Scope.METRICS_READ.value());
              }
              // EndpointRuleInterceptor applies the rule of each endpoint.
              it.anyRequest().permitAll();
            })
        .oauth2ResourceServer(
            it ->
                it.jwt(_ -> {})
                    .authenticationEntryPoint(refusing())
                    .accessDeniedHandler(
                        (request, response, _) ->
                            Refusal.scopeNeeded(Scope.METRICS_READ.value()).send(request, response))
                    .withObjectPostProcessor(whileTheIssuerIsDown()))
        .build();
  }

  private static AuthenticationEntryPoint refusing() {
    return (request, response, e) -> {
      Refusal refusal =
          e instanceof OAuth2AuthenticationException invalid
              ? Refusal.badToken(reason(invalid))
              : Refusal.of(FaultCode.TOKEN_REQUIRED);
      refusal.send(request, response);
    };
  }

  private static String reason(OAuth2AuthenticationException e) {
    String reason =
        Optional.ofNullable(e.getError().getDescription()).orElse(e.getError().getErrorCode());
    return reason.startsWith(DECODING) ? reason.substring(DECODING.length()) : reason;
  }

  /** Without this, a request would fail with 500 while the issuer's keys cannot be fetched. */
  private static ObjectPostProcessor<BearerTokenAuthenticationFilter> whileTheIssuerIsDown() {
    AuthenticationEntryPoint refusing = refusing();
    return new ObjectPostProcessor<>() {
      @Override
      public <T extends BearerTokenAuthenticationFilter> T postProcess(T filter) {
        filter.setAuthenticationFailureHandler(
            (request, response, e) -> {
              if (e instanceof AuthenticationServiceException) {
                Refusal.of(FaultCode.ISSUER_DOWN).send(request, response);
              } else {
                refusing.commence(request, response, e);
              }
            });
        return filter;
      }
    };
  }

  /** Lets every method through: endpoints answer those that they do not have with 405. */
  @Bean
  HttpFirewall firewall() {
    StrictHttpFirewall firewall = new StrictHttpFirewall();
    firewall.setUnsafeAllowAnyHttpMethod(true);
    return firewall;
  }

  /** Spring Security refuses ambiguous addresses, such as those with {@code //} or {@code ;}. */
  @Bean
  RequestRejectedHandler ambiguousAddresses() {
    return (request, response, _) -> Refusal.of(FaultCode.BAD_REQUEST).send(request, response);
  }
}
