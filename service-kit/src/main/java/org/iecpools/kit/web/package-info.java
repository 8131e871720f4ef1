/**
 * HTTP of every service: limits of requests, problems (RFC 9457), the API description, and
 * forwarding to the instance that has a key.
 */
@NullMarked
package org.iecpools.kit.web;

import org.jspecify.annotations.NullMarked;
