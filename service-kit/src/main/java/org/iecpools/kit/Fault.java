package org.iecpools.kit;

/**
 * One thing that is wrong with a request.
 *
 * @param pointer where, as a JSON pointer into the body ({@code /birthDate}) or a parameter's name
 * @param code stable, for programs: upper case with underscores
 * @param detail for people: what is wrong and what would be right
 */
public record Fault(String pointer, String code, String detail) {}
