package org.iecpools.bench.flow;

import java.net.URI;
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
import org.iecpools.bench.harness.Processors;
import org.iecpools.kafka.Principal;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.Component;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackException;
import org.iecpools.stack.StackListener;
import org.iecpools.stack.StackOptions;
import tools.jackson.databind.JsonNode;

/**
 * This system: the four services of a local stack. Each further instance is a stack of its own that
 * uses the broker, the registry and the secret keys of the first one.
 */
final class ServiceStack implements RunningContender {

  private static final Duration REST_TIMEOUT = Duration.ofMinutes(3);

  private static final List<String> GROUPS =
      Arrays.stream(Service.values()).map(Service::module).toList();

  /** One per instance of the services; the first one also has the broker and the registry. */
  private final List<LocalStack> stacks;

  /** The processor of each instance; empty if they are not pinned. */
  private final List<Integer> processors;

  private final String query;
  private final Dashboard dashboard;
  private final Backlog backlog;
  private boolean running;

  /**
   * @param stacks have started their services, or none of them has
   * @param processors the processor of each stack's services; empty to leave them unpinned
   * @param season of all profiles
   * @param running whether the stacks have started the services
   */
  private ServiceStack(
      List<LocalStack> stacks, List<Integer> processors, int season, boolean running) {
    this.stacks = List.copyOf(stacks);
    this.processors = List.copyOf(processors);
    this.running = running;
    this.query = "season=" + season;
    LocalStack.Addresses addresses = stacks.getFirst().addresses();
    this.dashboard = new Dashboard(addresses.stats());
    this.backlog = new Backlog(connection(stacks.getFirst()), GROUPS);
  }

  /**
   * Starts the further instances.
   *
   * @param first has started its services
   * @param instances number of instances of each service, 1 or more
   * @param processors the processor of each instance; empty to leave them unpinned
   * @param season of all profiles
   * @param listener receives the messages of the further stacks
   */
  static ServiceStack start(
      LocalStack first, int instances, List<Integer> processors, int season, StackListener listener)
      throws InterruptedException {
    List<LocalStack> stacks = new ArrayList<>(List.of(first));
    try {
      while (stacks.size() < instances) {
        stacks.add(LocalStack.start(another(first), listener));
      }
      ServiceStack services = new ServiceStack(stacks, processors, season, true);
      services.pin();
      return services;
    } catch (RuntimeException | InterruptedException e) {
      stacks.stream().skip(1).forEach(LocalStack::close);
      throw e;
    }
  }

  /** The settings of Kafka clients that may do everything. */
  static Map<String, Object> connection(LocalStack stack) {
    return stack.client(Principal.SET_UP).kafka(stack.addresses().bootstrapServers());
  }

  /** For a benchmark that measures other contenders only. */
  static ServiceStack withoutServices(LocalStack stack, int season) {
    return new ServiceStack(List.of(stack), List.of(), season, false);
  }

  private static StackOptions another(LocalStack first) {
    return StackOptions.throwaway()
        .withSecretsIn(first.secretsDir())
        .usingBrokerAndRegistry(
            URI.create("kafka://" + first.addresses().bootstrapServers()).getPort(),
            URI.create(first.addresses().registry()).getPort());
  }

  /**
   * Starts the services if they are stopped, and waits until every instance has a share of the work
   * and they show this many candidates.
   */
  void start(long candidates) throws InterruptedException {
    if (!running) {
      resumeAll();
      running = true;
      pin();
    }
    awaitShares();
    awaitRest(candidates);
  }

  private void pin() throws InterruptedException {
    for (int i = 0; i < processors.size(); i++) {
      for (Map.Entry<Component, Long> process : stacks.get(i).pids().entrySet()) {
        if (isService(process.getKey())) {
          Processors.pin(process.getValue(), processors.get(i));
        }
      }
    }
  }

  private static boolean isService(Component component) {
    return component != Component.BROKER && component != Component.REGISTRY;
  }

  /** Waits until every instance of every service has partitions. */
  private void awaitShares() throws InterruptedException {
    long deadline = System.nanoTime() + REST_TIMEOUT.toNanos();
    while (backlog.fewestMembersWithPartitions() < stacks.size()) {
      if (System.nanoTime() > deadline) {
        throw new StackException(
            "after %d s, not all of the %d instances of each service have partitions"
                .formatted(REST_TIMEOUT.toSeconds(), stacks.size()));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private void resumeAll() throws InterruptedException {
    try (ExecutorService starts = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Void>> all = new ArrayList<>();
      for (LocalStack stack : stacks) {
        for (Service service : Service.values()) {
          all.add(
              () -> {
                stack.resume(service.component());
                return null;
              });
        }
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
      for (LocalStack stack : stacks) {
        for (Service service : Service.values()) {
          stack.stop(service.component());
        }
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

  /** Services that share a JVM are one process; the instances of a service are added up. */
  @Override
  public Map<String, Long> cpuNanos() {
    Map<String, Long> cpu = new LinkedHashMap<>();
    for (LocalStack stack : stacks) {
      cpuNanos(stack).forEach((process, nanos) -> cpu.merge(process, nanos, Long::sum));
    }
    return cpu;
  }

  private static Map<String, Long> cpuNanos(LocalStack stack) {
    Map<Long, List<Component>> byProcess =
        stack.pids().entrySet().stream()
            .filter(e -> isService(e.getKey()))
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

  /** Keeps the logs of all stacks for diagnosis. */
  void keepLogs() {
    stacks.forEach(LocalStack::keepLogs);
  }

  /** Ends the further instances. */
  @Override
  public void close() {
    backlog.close();
    dashboard.close();
    stacks.stream().skip(1).forEach(LocalStack::close);
  }
}
