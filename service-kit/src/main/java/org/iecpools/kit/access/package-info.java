/**
 * Who may call which endpoint: bearer tokens, the rule of each endpoint, and the hosts and origins
 * that requests may name. {@code docs/security.md} describes it.
 */
@NullMarked
package org.iecpools.kit.access;

import org.jspecify.annotations.NullMarked;
