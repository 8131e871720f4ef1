package org.iecpools.invitation;

import org.iecpools.kit.Rings;
import org.junit.jupiter.api.Test;

class RingsTest {

  @Test
  void theRingsHold() {
    Rings.hold("org.iecpools.invitation");
  }
}
