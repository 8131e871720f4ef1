/**
 * The numbers a second time, from the event log alone: read from the first record, told apart by
 * identity, filtered and summed for each pool and instant. It shares the schemas and the shipped
 * reference with the service that it audits, and no code that counts; nothing here is kept between
 * two questions, so that it can be read beside the table of numbers in docs/stats-service.md.
 *
 * <p>{@link org.iecpools.auditor.Audit} compares. {@link org.iecpools.auditor.LogReader} reads the
 * log, for whoever wants to check something else in it.
 */
package org.iecpools.auditor;
