package org.iecpools.bench.flow;

import java.util.LinkedHashMap;
import java.util.Map;
import org.iecpools.bench.harness.ContenderProcess;
import org.iecpools.stack.StackException;
import org.jspecify.annotations.Nullable;

/**
 * A contender of this module in one JVM, with a database or without. It has no dashboard, and it
 * commits its input before its output is visible, or together with it.
 */
final class ProgramContender implements RunningContender {

  private final FlowContender contender;
  private final ContenderProcess process;
  private final @Nullable PostgresServer database;

  ProgramContender(
      FlowContender contender, ContenderProcess process, @Nullable PostgresServer database) {
    this.contender = contender;
    this.process = process;
    this.database = database;
  }

  @Override
  public FlowContender contender() {
    return contender;
  }

  @Override
  public String input() {
    return contender.topics().getFirst();
  }

  @Override
  public String output() {
    return contender.topics().getLast();
  }

  @Override
  public Map<String, Long> cpuNanos() {
    Map<String, Long> cpu = new LinkedHashMap<>();
    cpu.put(contender.text(), process.cpuNanos());
    if (database != null) {
      cpu.put("database", database.cpuNanos());
    }
    return cpu;
  }

  @Override
  public boolean hasDashboard() {
    return false;
  }

  @Override
  public long visible() {
    return 0;
  }

  @Override
  public boolean isSettled() {
    return true;
  }

  @Override
  public void checkAlive() {
    process.checkAlive();
    if (database != null && !database.isAlive()) {
      throw new StackException("PostgreSQL has ended");
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
