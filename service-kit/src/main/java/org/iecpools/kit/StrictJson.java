package org.iecpools.kit;

import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;

/** How request bodies are parsed: nothing that is ambiguous is taken. */
@Configuration(proxyBeanMethods = false)
class StrictJson {

  /** Of two fields with one name Jackson takes the last; nobody knows which was meant. */
  @Bean
  static JsonMapperBuilderCustomizer strictJson() {
    return mapper ->
        mapper
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }
}
