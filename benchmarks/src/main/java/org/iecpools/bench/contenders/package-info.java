/**
 * The programs that the service is compared with, each a separate process. They implement the rules
 * of docs/rules.md without the service's code, so that they also check its numbers.
 */
@NullMarked
package org.iecpools.bench.contenders;

import org.jspecify.annotations.NullMarked;
