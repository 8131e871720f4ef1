/** What can be asked by HTTP. */
@NullMarked
package org.iecpools.pool.web;

import org.jspecify.annotations.NullMarked;
