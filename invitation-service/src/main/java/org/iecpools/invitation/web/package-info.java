/**
 * The HTTP API for operators and candidates. For each resource there is an {@code ...Api} with the
 * mappings and the OpenAPI description, a controller, and records for the bodies of requests
 * ({@code ...Body}, for the description only) and responses.
 */
@NullMarked
package org.iecpools.invitation.web;

import org.jspecify.annotations.NullMarked;
