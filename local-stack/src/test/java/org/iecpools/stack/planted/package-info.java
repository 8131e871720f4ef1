/** Classes that depend on each other in a cycle, for the test of {@code Cycles}. */
package org.iecpools.stack.planted;
