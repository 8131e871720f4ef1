/** HTTP endpoints: statistics as JSON and CSV. The page at {@code /} uses the same endpoints. */
@NullMarked
package org.iecpools.stats.web;

import org.jspecify.annotations.NullMarked;
