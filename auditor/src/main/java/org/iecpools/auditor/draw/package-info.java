/**
 * One round a second time, from the event log alone: who could be drawn, by which rule, with which
 * tickets, and whether what was published before and afterwards says the same. The formats are
 * those of docs/draw.md, written here anew: nothing of the service that draws is used, so that an
 * error of it cannot hide in both.
 */
package org.iecpools.auditor.draw;
