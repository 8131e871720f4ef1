/** The HTTP API. */
@NullMarked
package org.iecpools.pool.web;

import org.jspecify.annotations.NullMarked;
