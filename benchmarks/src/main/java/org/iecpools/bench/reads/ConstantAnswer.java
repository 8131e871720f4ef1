package org.iecpools.bench.reads;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Answers with what it was last given, in the service's own server and as cheaply as it can. */
@RestController
public final class ConstantAnswer {

  /** Where it answers. */
  public static final String PATH = "/bench/constant";

  private volatile byte[] body = {};

  @PutMapping(PATH)
  void keep(@RequestBody byte[] given) {
    body = given;
  }

  @GetMapping(PATH)
  ResponseEntity<byte[]> constant() {
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(body);
  }
}
