package org.iecpools.kit.access;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an endpoint that needs a token with one of several scopes. A scope that is bound to the
 * token's subject counts only if the path's {@code candidateId} is the subject.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface RequiresScope {
  /** The scopes, each of which is enough. */
  Scope[] value();
}
