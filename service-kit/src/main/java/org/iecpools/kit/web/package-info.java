/**
 * HTTP of every service: limits of requests, reading them, problems (RFC 9457) with their fault
 * codes, the API description, and forwarding to the instance that has a key.
 */
@NullMarked
package org.iecpools.kit.web;

import org.jspecify.annotations.NullMarked;
