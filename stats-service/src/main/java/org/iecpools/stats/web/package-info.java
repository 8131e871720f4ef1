/** HTTP endpoints: statistics as JSON and CSV. The page at {@code /} uses the same endpoints. */
package org.iecpools.stats.web;
