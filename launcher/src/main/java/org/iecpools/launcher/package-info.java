/**
 * The {@code iec} command. A class per subcommand parses its options and prints its results; {@code
 * Iec} lists the subcommands. What a command does beyond that is in the modules that it calls.
 */
@NullMarked
package org.iecpools.launcher;

import org.jspecify.annotations.NullMarked;
