/** HTTP in and out. */
@NullMarked
package org.iecpools.profile.web;

import org.jspecify.annotations.NullMarked;
