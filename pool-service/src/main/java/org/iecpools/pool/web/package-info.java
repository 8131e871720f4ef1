/**
 * The HTTP API: a candidate's profiles, stays and refusals. Interfaces named {@code ...Api}
 * describe it, controllers implement it.
 */
@NullMarked
package org.iecpools.pool.web;

import org.jspecify.annotations.NullMarked;
