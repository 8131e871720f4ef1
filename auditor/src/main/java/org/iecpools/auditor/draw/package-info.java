/**
 * Verifies a round from the event log alone: who could be drawn, the size rule, the tickets, and
 * whether everything published before and after the draw is consistent with them. The formats are
 * those of docs/draw.md, implemented independently: no code of the drawing service is used, so that
 * an error in it cannot go unnoticed here.
 */
@NullMarked
package org.iecpools.auditor.draw;

import org.jspecify.annotations.NullMarked;
