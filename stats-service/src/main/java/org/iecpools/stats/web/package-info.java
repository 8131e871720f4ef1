/**
 * The HTTP API: statistics as JSON and CSV, and rebuilds. The page at {@code /} uses the same
 * endpoints. Interfaces named {@code ...Api} describe it, controllers implement it.
 */
@NullMarked
package org.iecpools.stats.web;

import org.jspecify.annotations.NullMarked;
