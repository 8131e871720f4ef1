package org.iecpools.kit.web;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.apache.catalina.core.StandardHost;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.ResourceHttpMessageConverter;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.security.web.header.HeaderWriterFilter;

/** Common configuration of every service's HTTP server: limits, headers, errors, formats. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LimitSettings.class)
@Import({ProblemAdvice.class, ApiDescription.class, StrictJson.class})
public class HttpKit {

  private static final Duration UPLOAD_TIMEOUT = Duration.ofSeconds(10);

  /**
   * The only supported formats. Spring would otherwise also read and write any other format for
   * which a library is on the class path.
   */
  private static final List<Class<?>> FORMATS =
      List.of(
          JacksonJsonHttpMessageConverter.class,
          StringHttpMessageConverter.class,
          ByteArrayHttpMessageConverter.class,
          ResourceHttpMessageConverter.class);

  @Bean
  Admission admission(RateLimits limits, MeterRegistry meters) {
    return new Admission(limits, meters);
  }

  @Bean
  static ManagementConnector managementConnector() {
    return new ManagementConnector();
  }

  @Bean
  FilterRegistrationBean<PortSeparation> portSeparation(
      ManagementConnector management, ObjectProvider<ManagementPaths> further) {
    var registration =
        new FilterRegistrationBean<>(
            new PortSeparation(management, further.getIfAvailable(() -> ManagementPaths.NONE)));
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 90);
    return registration;
  }

  /** Runs first, so that no response is without these headers. */
  @Bean
  static FilterRegistrationBean<HeaderWriterFilter> securityHeaders() {
    var registration = new FilterRegistrationBean<>(SecurityHeaders.filter());
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return registration;
  }

  @Bean
  RateLimits rateLimits(LimitSettings settings, MeterRegistry meters) {
    return new RateLimits(settings, meters);
  }

  /** Runs before the body is read. */
  @Bean
  FilterRegistrationBean<RateLimits> rateLimitOfAddresses(RateLimits limits) {
    var registration = new FilterRegistrationBean<>(limits);
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 95);
    return registration;
  }

  /** Runs directly after the filter that measures requests. */
  @Bean
  FilterRegistrationBean<RequestGuard> requestGuard(Admission admission) {
    var registration = new FilterRegistrationBean<>(new RequestGuard(admission, UPLOAD_TIMEOUT));
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 100);
    return registration;
  }

  @Bean
  static WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcatsErrorsAreProblems() {
    return tomcat ->
        tomcat.addContextCustomizers(
            context ->
                ((StandardHost) context.getParent())
                    .setErrorReportValveClass(ProblemValve.class.getName()));
  }

  @Bean
  static WebServerFactoryCustomizer<TomcatServletWebServerFactory> slowClientsAreCutOff() {
    return tomcat -> tomcat.setProtocol(ClientDeadlines.class.getName());
  }

  @Bean
  ServerHttpMessageConvertersCustomizer formats() {
    return converters ->
        converters.configureMessageConvertersList(
            all -> all.removeIf(converter -> !isWanted(converter)));
  }

  private static boolean isWanted(HttpMessageConverter<?> converter) {
    return FORMATS.contains(converter.getClass());
  }
}
