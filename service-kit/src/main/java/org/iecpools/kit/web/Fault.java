package org.iecpools.kit.web;

/**
 * A single fault of a request.
 *
 * @param pointer location: a JSON pointer into the body ({@code /birthDate}) or the name of a
 *     parameter; empty for the whole request
 * @param code stable, for programs: upper case with underscores
 * @param detail for people: what is wrong and what would be right
 */
public record Fault(String pointer, String code, String detail) {}
