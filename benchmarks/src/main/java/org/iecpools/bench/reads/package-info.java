/** An endpoint added to the service's server as a baseline for read measurements. */
package org.iecpools.bench.reads;
