package org.iecpools.kit.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;

/**
 * Starts {@link ThingsService} on free ports, for all tests of the class. Test classes with the
 * same properties share it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    classes = ThingsService.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.config.import=classpath:kit.yaml",
      "spring.application.name=things",
      "management.endpoint.health.validate-group-membership=false"
    })
@interface OnThingsService {}
