package org.iecpools.invitation.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.iecpools.kit.web.GeneratedRequests;
import org.iecpools.kit.web.OverHttp;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.context.WebApplicationContext;

/** Requests of every kind, valid and not, against the running HTTP server. */
@OverHttp(ApiDescriptionTest.HttpOnly.class)
class AnyRequestTest {

  @Autowired private WebApplicationContext context;
  @LocalServerPort private int port;

  @Test
  void noRequestFailsInTheServerAndEveryErrorIsAProblemDocument() throws Exception {
    var requests = new GeneratedRequests(context, port, 20_261_128);

    assertThat(requests.faults(30)).isEmpty();

    assertThat(requests.paths())
        .contains("/api/v1/rounds/{season}/{country}/{roundId}/corrections", "/actuator/health");
    assertThat(requests.answers()).containsKeys(200, 400, 404, 405, 406, 413, 415, 422);
  }
}
