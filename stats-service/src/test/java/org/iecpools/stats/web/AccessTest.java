package org.iecpools.stats.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.iecpools.kit.access.AccessMatrix;
import org.iecpools.kit.web.OverHttp;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.context.WebApplicationContext;

/** Every endpoint with every kind of token, against the running HTTP server. */
@OverHttp(ApiDescriptionTest.HttpWithShortStreams.class)
class AccessTest {

  @Autowired private WebApplicationContext context;
  @LocalServerPort private int port;

  @Test
  void everyEndpointAnswersEveryTokenByItsRule() throws Exception {
    assertThat(new AccessMatrix(context, port).faults()).isEmpty();
  }

  @Test
  void theRulesAreThoseOfTheDocumentation() throws Exception {
    assertThat(new AccessMatrix(context, port).rules())
        .isEqualTo(AccessMatrix.documentedRules("stats-service"));
  }
}
