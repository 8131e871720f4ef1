/**
 * Rounds over HTTP, in the API of drand's relays: a client that asks several relays and believes
 * none of them, and a server of a local chain with the file of its key.
 */
@NullMarked
package org.iecpools.beacon.relay;

import org.jspecify.annotations.NullMarked;
