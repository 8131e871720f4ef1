package org.iecpools.flow;

import java.net.URI;
import java.util.List;
import java.util.Set;
import org.iecpools.kit.Containers;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackListener;
import org.iecpools.stack.StackOptions;
import org.iecpools.stack.StackTokens;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startable;
import org.testcontainers.lifecycle.Startables;

/**
 * A stack of processes. With {@code -Diec.containers=true}, its broker and registry are containers.
 *
 * @param containers empty if all components are processes
 */
record TestStack(LocalStack stack, List<Startable> containers) implements AutoCloseable {

  static TestStack start(StackOptions options) {
    if (!Containers.wanted()) {
      return new TestStack(LocalStack.start(options, new StackListener() {}), List.of());
    }
    KafkaContainer broker = Containers.broker();
    GenericContainer<?> registry = Containers.registry();
    List<Startable> containers = List.of(broker, registry);
    try {
      Startables.deepStart(containers).join();
      LocalStack stack =
          LocalStack.start(
              options.usingBrokerAndRegistry(Containers.port(broker), Containers.port(registry)),
              new StackListener() {});
      return new TestStack(stack, containers);
    } catch (RuntimeException e) {
      containers.forEach(Startable::stop);
      throw e;
    }
  }

  LocalStack.Addresses addresses() {
    return stack.addresses();
  }

  StackTokens tokens() {
    return stack.tokens();
  }

  /** Starts another instance of a service on the same broker and registry. */
  LocalStack another(Service service) {
    StackOptions options =
        StackOptions.throwaway()
            .only(Set.of(service))
            .withSecretsIn(stack.secretsDir())
            .usingBrokerAndRegistry(
                port(URI.create("kafka://" + addresses().bootstrapServers())),
                port(URI.create(addresses().registry())));
    return LocalStack.start(
        stack.chain().isPresent() ? options.withBeacon() : options, StackListener.SILENT);
  }

  private static int port(URI address) {
    return address.getPort();
  }

  @Override
  public void close() {
    try {
      stack.close();
    } finally {
      containers.forEach(Startable::stop);
    }
  }
}
