/**
 * A transparency log of rounds: reads announcements, seals, draws and corrections from Kafka,
 * appends each as an entry, collects cosignatures of witnesses and serves the log over HTTP. {@link
 * org.iecpools.roundlog.RoundLog} is the log in its directory; {@link
 * org.iecpools.roundlog.RoundLogProgram} runs it. The formats are in docs/round-log.md.
 */
@NullMarked
package org.iecpools.roundlog;

import org.jspecify.annotations.NullMarked;
