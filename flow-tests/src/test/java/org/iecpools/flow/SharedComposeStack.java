package org.iecpools.flow;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One stack of containers for the test classes with this extension. It is started for the first of
 * them and removed after the last test of all classes. Each class uses countries of its own, and
 * containers may have been added by other classes.
 */
final class SharedComposeStack implements BeforeAllCallback {

  private static final ExtensionContext.Namespace STORE =
      ExtensionContext.Namespace.create(SharedComposeStack.class);

  private static ComposeStack started;

  @Override
  public void beforeAll(ExtensionContext context) {
    started =
        context
            .getRoot()
            .getStore(STORE)
            .computeIfAbsent(ComposeStack.class, _ -> start(), ComposeStack.class);
  }

  private static ComposeStack start() {
    ComposeStack stack = ComposeStack.inRealTime("shared");
    stack.up();
    return stack;
  }

  /** The stack, in classes with this extension. */
  static ComposeStack get() {
    return started;
  }
}
