/** Events in, decisions, events out; and the reads of what is kept on the way. */
package org.iecpools.invitation.stream;
