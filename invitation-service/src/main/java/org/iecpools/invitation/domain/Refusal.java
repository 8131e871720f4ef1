package org.iecpools.invitation.domain;

/**
 * One reason why something is not done.
 *
 * @param code stable, for programs, upper case with underscores
 * @param detail what is wrong and what would be right, in a sentence for people
 */
public record Refusal(String code, String detail) {}
