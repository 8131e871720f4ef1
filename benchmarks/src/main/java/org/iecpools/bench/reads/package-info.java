/** What the service's server is given beside the service, to be measured against. */
package org.iecpools.bench.reads;
