package org.iecpools.kit.web;

/**
 * A single fault of a request.
 *
 * @param pointer location: a JSON pointer into the body ({@code /birthDate}) or the name of a
 *     parameter or header; empty for the whole request
 * @param code stable, for programs: a {@link FaultCode}, or a reason's code that only a later
 *     version knows
 * @param detail for people: what is wrong and what would be right
 */
public record Fault(String pointer, String code, String detail) {

  /** A fault with a known code. */
  public Fault(String pointer, FaultCode code, String detail) {
    this(pointer, code.name(), detail);
  }
}
