package org.iecpools.kit.planted.domain;

import org.springframework.stereotype.Component;

/** A breach. */
@Component
public class KnowsSpring {}
