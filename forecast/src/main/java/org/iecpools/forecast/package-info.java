/**
 * The chance of an invitation, forecast from published weeks: in the next round and until the
 * season's end, with intervals; and the score of such forecasts. Pure: no clock, no files, no
 * chance.
 */
@NullMarked
package org.iecpools.forecast;

import org.jspecify.annotations.NullMarked;
