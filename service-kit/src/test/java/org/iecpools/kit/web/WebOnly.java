package org.iecpools.kit.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.iecpools.kit.access.AccessKit;
import org.iecpools.kit.access.TestTokens;
import org.iecpools.kit.contract.ContractKit;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The HTTP server of a service as configured by the kit, without Kafka, for tests. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(
    excludeName = "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration")
@Import({HttpKit.class, AccessKit.class, ContractKit.class, TestTokens.Keys.class})
public @interface WebOnly {}
