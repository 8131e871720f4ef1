#!/usr/bin/env bash
# Runs a class of Kafka. Reads the same variables as Kafka's own script of this name.
# usage: kafka-run-class.sh CLASS [ARGUMENT...]
set -euo pipefail
kafka=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
# shellcheck disable=SC2086 -- options are separated by spaces
exec java ${KAFKA_HEAP_OPTS:--Xmx256m} ${KAFKA_JVM_PERFORMANCE_OPTS:--XX:+UseG1GC} \
  ${KAFKA_LOG4J_OPTS:--Dlog4j2.configurationFile=/etc/kafka/docker/tools-log4j2.yaml} ${KAFKA_OPTS:-} \
  -cp "$kafka/libs/*" "$@"
