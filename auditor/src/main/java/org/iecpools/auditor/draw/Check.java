package org.iecpools.auditor.draw;

/** A claim and the finding about it. */
public record Check(Claim claim, Finding finding) {}
