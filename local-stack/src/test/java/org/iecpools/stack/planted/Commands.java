package org.iecpools.stack.planted;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Refers to {@link Command} in an annotation only, like a list of subcommands. */
@Commands.Lists(Command.class)
public final class Commands {

  @Retention(RetentionPolicy.RUNTIME)
  @interface Lists {
    Class<?>[] value();
  }

  static int count() {
    return 1;
  }
}
