package org.iecpools.kit.web;

import java.net.URI;
import java.time.Clock;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.TimeoutException;
import org.iecpools.events.PoolEntered;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kit.access.PublicEndpoint;
import org.iecpools.kit.access.RequiresToken;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** A small service for tests of the HTTP server, which {@link OnThingsService} starts. */
@WebOnly
@Import(ThingsService.Things.class)
class ThingsService {

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  /** Its endpoints. */
  @RestController
  static class Things {

    /** How often a thing was stored. */
    final AtomicInteger stored = new AtomicInteger();

    /** What a thing waits for before it is stored. */
    volatile CountDownLatch gate = new CountDownLatch(0);

    @PublicEndpoint
    @GetMapping("/api/v1/things")
    String things() {
      return "all things";
    }

    @PublicEndpoint
    @PostMapping("/api/v1/things")
    int store(@RequestBody JsonNode thing) throws InterruptedException {
      gate.await();
      return stored.incrementAndGet();
    }

    @PublicEndpoint
    @PostMapping("/api/v1/parsed")
    String parse(@RequestBody byte[] body) {
      return JsonBody.parse(body).getNodeType().name();
    }

    /** Far more than the buffers of two sockets take. */
    @PublicEndpoint
    @GetMapping("/api/v1/long")
    String longText() {
      return "x".repeat(32 << 20);
    }

    @RequiresToken
    @GetMapping("/api/v1/secret")
    String secret() {
      return "secret";
    }

    @PublicEndpoint
    @GetMapping("/api/v1/defect")
    String defect() {
      throw new IllegalStateException("planted");
    }

    @PublicEndpoint
    @GetMapping("/api/v1/kafka")
    String kafka() {
      throw new CompletionException(new TimeoutException("no acknowledgement"));
    }

    @PublicEndpoint
    @GetMapping("/api/v1/registry")
    int registry() {
      return new SchemaRegistry(URI.create("http://127.0.0.1:1")).idOf(PoolEntered.SCHEMA$);
    }
  }
}
