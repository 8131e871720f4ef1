package org.iecpools.invitation.domain;

/**
 * One reason why something is not done.
 *
 * @param code stable, machine-readable, upper case with underscores
 * @param detail what is wrong and what would be right, as a sentence
 */
public record ReasonAgainst(String code, String detail) {}
