/** The settings that a process is started with, and how it ends itself. */
@NullMarked
package org.iecpools.kit.process;

import org.jspecify.annotations.NullMarked;
