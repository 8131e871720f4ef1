/** HTTP: the numbers as JSON and CSV; the page at {@code /} reads the same endpoints. */
package org.iecpools.stats.web;
