package org.iecpools.kit.web;

import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Rejects ambiguous JSON in request bodies. */
@Configuration(proxyBeanMethods = false)
class StrictJson {

  @Bean
  static JsonMapperBuilderCustomizer strictJson() {
    return JsonBody::strict;
  }
}
