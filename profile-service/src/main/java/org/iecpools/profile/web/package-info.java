/**
 * The HTTP API: reads and judges submitted profiles, publishes them and serves their status.
 * Interfaces named {@code ...Api} describe it, controllers implement it.
 */
@NullMarked
package org.iecpools.profile.web;

import org.jspecify.annotations.NullMarked;
