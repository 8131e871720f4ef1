/** What all benchmarks share: contenders' processes, writing events, the machine and figures. */
@NullMarked
package org.iecpools.bench.harness;

import org.jspecify.annotations.NullMarked;
