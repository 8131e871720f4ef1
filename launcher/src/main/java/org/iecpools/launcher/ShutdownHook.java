package org.iecpools.launcher;

/** Stops a server when the process is asked to end. Closing it takes the hook back. */
final class ShutdownHook implements AutoCloseable {

  private final Thread hook;

  private ShutdownHook(Thread hook) {
    this.hook = hook;
  }

  static ShutdownHook of(Runnable stop) {
    Thread hook = Thread.ofPlatform().unstarted(stop);
    Runtime.getRuntime().addShutdownHook(hook);
    return new ShutdownHook(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The process ends, and the hook runs.
    }
  }
}
