package org.iecpools.kit.planted.domain;

import org.springframework.stereotype.Component;

/** Planted violation. */
@Component
public class KnowsSpring {}
