package org.iecpools.bench.flow;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.iecpools.bench.harness.Dashboard;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.Component;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Service;
import tools.jackson.databind.JsonNode;

/** This system: the four services of a local stack. */
final class ServiceStack implements RunningContender {

  private final LocalStack stack;
  private final int season;
  private final Dashboard dashboard;
  private final Backlog backlog;

  ServiceStack(LocalStack stack, int season) {
    this.stack = stack;
    this.season = season;
    this.dashboard = new Dashboard(stack.addresses().stats());
    this.backlog =
        new Backlog(
            stack.addresses().bootstrapServers(),
            Arrays.stream(Service.values()).map(Service::module).toList());
  }

  @Override
  public String input() {
    return Topics.PROFILES.name();
  }

  @Override
  public String output() {
    return Topics.POOLS.name();
  }

  /** Services that share a JVM are one process. */
  @Override
  public Map<String, Long> cpuNanos() {
    Map<Long, List<Component>> byProcess =
        stack.pids().entrySet().stream()
            .filter(e -> e.getKey() != Component.BROKER && e.getKey() != Component.REGISTRY)
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getValue,
                    LinkedHashMap::new,
                    Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
    Map<String, Long> cpu = new LinkedHashMap<>();
    byProcess.forEach(
        (pid, components) ->
            cpu.put(
                components.stream().map(Component::label).collect(Collectors.joining("+")),
                cpuNanos(pid)));
    return cpu;
  }

  /** Processor time of a process so far; 0 if it has ended. */
  static long cpuNanos(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(Duration::toNanos)
        .orElse(0L);
  }

  /** The candidates in all pools on the dashboard. */
  @Override
  public long visible() {
    long candidates = 0;
    for (JsonNode row : dashboard.rows("season=" + season)) {
      candidates += row.get("candidatesInPool").asLong();
    }
    return candidates;
  }

  @Override
  public boolean isSettled() throws InterruptedException {
    return backlog.isEmpty();
  }

  @Override
  public void checkAlive() {
    // The stack restarts a process that has ended, and all profiles are accounted for at the end.
  }

  @Override
  public void close() {
    backlog.close();
    dashboard.close();
  }
}
