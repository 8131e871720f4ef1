package org.iecpools.bench.reads;

import org.iecpools.kit.access.PublicEndpoint;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Returns the body that it was last given, from the service's own server with minimal work. */
@RestController
public final class ConstantResponse {

  /** The path of the endpoint. */
  public static final String PATH = "/bench/constant";

  private volatile byte[] body = {};

  @PublicEndpoint
  @PutMapping(PATH)
  void keep(@RequestBody byte[] given) {
    body = given;
  }

  @PublicEndpoint
  @GetMapping(PATH)
  ResponseEntity<byte[]> constant() {
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(body);
  }
}
