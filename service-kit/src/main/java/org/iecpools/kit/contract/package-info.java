/**
 * The contracts of the system as documents and as readable pages: the service's HTTP API (OpenAPI),
 * and all topics and events (AsyncAPI). Everything is derived from the code.
 */
@NullMarked
package org.iecpools.kit.contract;

import org.jspecify.annotations.NullMarked;
