package org.iecpools.auditor.draw;

/** A claim, and what was found about it. */
public record Check(Claim claim, Finding finding) {}
