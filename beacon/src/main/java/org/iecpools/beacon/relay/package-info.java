/**
 * Rounds over HTTP, in the APIs of drand's relays and of NIST's beacon: a client that asks several
 * relays and believes none of them, and a server of a local chain with the file of its key.
 */
@NullMarked
package org.iecpools.beacon.relay;

import org.jspecify.annotations.NullMarked;
