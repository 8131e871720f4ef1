package org.iecpools.stats;

import org.iecpools.kit.Rings;
import org.junit.jupiter.api.Test;

class RingsTest {

  @Test
  void theRingsHold() {
    Rings.hold("org.iecpools.stats");
  }
}
