/**
 * invitation-service: runs the rounds of each country and decides how each invitation ends. The
 * Spring Boot application and its wiring are in this package; rules are in {@code domain}, the
 * topology in {@code stream}, HTTP in {@code web}.
 */
@NullMarked
package org.iecpools.invitation;

import org.jspecify.annotations.NullMarked;
