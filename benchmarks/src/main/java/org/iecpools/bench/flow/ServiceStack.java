package org.iecpools.bench.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.iecpools.bench.harness.Dashboard;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.Component;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackException;
import tools.jackson.databind.JsonNode;

/** This system: the four services of a local stack. */
final class ServiceStack implements RunningContender {

  private static final Duration REST_TIMEOUT = Duration.ofMinutes(3);

  private final LocalStack stack;
  private final String query;
  private final Dashboard dashboard;
  private final Backlog backlog;
  private boolean running;

  /**
   * @param season of all profiles
   * @param running whether the stack has started the services
   */
  ServiceStack(LocalStack stack, int season, boolean running) {
    this.stack = stack;
    this.running = running;
    this.query = "season=" + season;
    this.dashboard = new Dashboard(stack.addresses().stats());
    this.backlog =
        new Backlog(
            stack.addresses().bootstrapServers(),
            Arrays.stream(Service.values()).map(Service::module).toList());
  }

  /** Starts the services if they are stopped, and waits until they show this many candidates. */
  void start(long candidates) throws InterruptedException {
    if (!running) {
      resumeAll();
      running = true;
    }
    awaitRest(candidates);
  }

  private void resumeAll() throws InterruptedException {
    try (ExecutorService starts = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Void>> all = new ArrayList<>();
      for (Service service : Service.values()) {
        all.add(
            () -> {
              stack.resume(service.component());
              return null;
            });
      }
      for (Future<Void> started : starts.invokeAll(all)) {
        started.get();
      }
    } catch (ExecutionException e) {
      throw new StackException("cannot start the services: " + e.getCause(), e);
    }
  }

  /** Waits until all services rest and this many candidates are visible. */
  void awaitRest(long candidates) throws InterruptedException {
    long deadline = System.nanoTime() + REST_TIMEOUT.toNanos();
    while (visible() != candidates || !isSettled()) {
      if (System.nanoTime() > deadline) {
        throw new StackException(
            "after %d s, the services do not rest or the dashboard does not show %,d candidates, but %,d"
                .formatted(REST_TIMEOUT.toSeconds(), candidates, visible()));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** Stops the services, so that other contenders have the machine to themselves. */
  void stop() {
    if (running) {
      for (Service service : Service.values()) {
        stack.stop(service.component());
      }
      running = false;
    }
  }

  @Override
  public FlowContender contender() {
    return FlowContender.SERVICE;
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

  @Override
  public boolean hasDashboard() {
    return true;
  }

  @Override
  public long visible() {
    long candidates = 0;
    for (JsonNode row : rows()) {
      candidates += row.get("candidatesInPool").asLong();
    }
    return candidates;
  }

  /** The rows of the dashboard, one per pool; none while it does not answer. */
  JsonNode rows() {
    return dashboard.rows(query);
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
