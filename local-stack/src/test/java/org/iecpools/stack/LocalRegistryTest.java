package org.iecpools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolLeft;
import org.iecpools.kafka.SchemaRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRegistryTest {
  @TempDir private Path data;

  @Test
  void schemasKeepTheirIdsWhenTheRegistryIsKilledAndWhenItIsStopped() {
    int entered;
    int left;
    try (LocalRegistry registry = LocalRegistry.start(data, FreePorts.one())) {
      client(registry).register(PoolEntered.SCHEMA$);
      client(registry).register(PoolLeft.SCHEMA$);
      entered = client(registry).idOf(PoolEntered.SCHEMA$);
      left = client(registry).idOf(PoolLeft.SCHEMA$);
      registry.kill();
    }

    try (LocalRegistry registry = LocalRegistry.start(data, FreePorts.one())) {
      assertThat(client(registry).idOf(PoolEntered.SCHEMA$)).isEqualTo(entered);
    }

    try (LocalRegistry registry = LocalRegistry.start(data, FreePorts.one())) {
      assertThat(client(registry).idOf(PoolLeft.SCHEMA$)).isEqualTo(left).isNotEqualTo(entered);
    }
  }

  private static SchemaRegistry client(LocalRegistry registry) {
    return new SchemaRegistry(URI.create(registry.url()));
  }
}
