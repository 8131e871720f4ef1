package org.iecpools.auditor;

import java.util.List;

/**
 * Something about identity documents that does not follow from the log. Contains no digest.
 *
 * @param season year of the programme
 * @param sentence what is wrong
 * @param events the events that show it, in log order
 */
public record IdentityFault(int season, String sentence, List<LoggedEvent> events) {}
