package org.iecpools.kit.planted.domain;

import org.apache.kafka.common.TopicPartition;

/** Planted violation. */
public record KnowsKafka(TopicPartition place) {}
