/**
 * Webhooks: which addresses operators have registered, and posting the changes of {@code
 * iec.changes} to them, each in order, however long the receiver fails (ADR 71).
 */
@NullMarked
package org.iecpools.webhook;

import org.jspecify.annotations.NullMarked;
