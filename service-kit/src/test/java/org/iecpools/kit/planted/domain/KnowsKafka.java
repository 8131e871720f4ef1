package org.iecpools.kit.planted.domain;

import org.apache.kafka.common.TopicPartition;

/** A breach. */
public record KnowsKafka(TopicPartition place) {}
