/**
 * What a stack's data belong to (cluster, topics, schemas, kind of time), remembered next to the
 * data, and compared with what is there now: by set-up, by every service and by {@code iec doctor}.
 */
package org.iecpools.environment;
