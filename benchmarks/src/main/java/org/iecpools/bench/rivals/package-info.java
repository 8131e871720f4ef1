/**
 * What the service is measured against, each a process of its own. The numbers are worked out from
 * the rules as written in docs/rules.md, without the service's code, so that they check it too.
 */
package org.iecpools.bench.rivals;
