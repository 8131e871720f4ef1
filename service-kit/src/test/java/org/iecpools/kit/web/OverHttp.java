package org.iecpools.kit.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.annotation.AliasFor;

/**
 * A test against a running HTTP server that has the endpoints of a service and nothing else. Its
 * health groups name checks that are not there.
 */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "management.endpoint.health.validate-group-membership=false")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface OverHttp {

  /** The configuration of the endpoints. */
  @AliasFor(annotation = SpringBootTest.class, attribute = "classes")
  Class<?> value();
}
