/**
 * Profile-service: the application class and its wiring. Takes profiles over HTTP and shows their
 * status.
 */
@NullMarked
package org.iecpools.profile;

import org.jspecify.annotations.NullMarked;
