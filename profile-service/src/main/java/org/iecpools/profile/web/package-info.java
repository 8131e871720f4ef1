/** The HTTP API. */
@NullMarked
package org.iecpools.profile.web;

import org.jspecify.annotations.NullMarked;
