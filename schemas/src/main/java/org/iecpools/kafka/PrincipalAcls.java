package org.iecpools.kafka;

import static org.apache.kafka.common.acl.AclOperation.ALL;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.PatternType.LITERAL;
import static org.apache.kafka.common.resource.PatternType.PREFIXED;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Derives the access rules (ACLs) of all principals from the topic descriptions. Kafka denies what
 * no rule allows. {@code READ} and {@code WRITE} include {@code DESCRIBE}.
 */
public final class PrincipalAcls {

  /** Transactional id of {@code iec dead-letters redrive}, one for all so that they fence. */
  public static final String REDRIVE = "iec-dead-letters-redrive";

  /** In a rule, every name. */
  private static final String ANY = ResourcePattern.WILDCARD_RESOURCE;

  private final Principal principal;
  private final Set<AclBinding> rules = new HashSet<>();

  private PrincipalAcls(Principal principal) {
    this.principal = principal;
  }

  /** The rules of all principals. */
  public static Set<AclBinding> all() {
    return Arrays.stream(Principal.values())
        .flatMap(principal -> of(principal).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The rules of one principal; empty for a superuser. */
  public static Set<AclBinding> of(Principal principal) {
    PrincipalAcls rules = new PrincipalAcls(principal);
    switch (principal.role()) {
      case SERVICE -> rules.service();
      case PROGRAM -> rules.program();
      case OPERATOR -> rules.operator();
      case AUDITOR -> rules.auditor();
      case ADMINISTRATOR -> {
        // Kafka asks no rule.
      }
    }
    return Set.copyOf(rules.rules);
  }

  private void service() {
    described();
    // stats-service has two more, stats-service-publisher and stats-service-changes.
    allow(GROUP, PREFIXED, principal.id(), READ);
    // Kafka Streams and stats-service append an id of the instance.
    allow(TRANSACTIONAL_ID, PREFIXED, principal.id() + "-", WRITE);
    // Changelogs, the seeds of rounds among them, and repartition topics.
    allow(TOPIC, PREFIXED, principal.id() + "-", ALL);
    environmentIsChecked();
    // The health check names the transaction that holds a partition back.
    allow(TRANSACTIONAL_ID, LITERAL, ANY, DESCRIBE);
    if (principal == Principal.INVITATION_SERVICE) {
      // A deadline is judged when pool-service has processed everything from before it.
      allow(GROUP, LITERAL, Principal.POOL_SERVICE.id(), DESCRIBE);
      for (String topic : Topics.IDENTITY_CHECK) {
        allow(TOPIC, LITERAL, topic, READ);
      }
    }
  }

  private void program() {
    described();
    if (principal == Principal.SIMULATOR) {
      // It plays upstream.
      for (Topic<?> topic : Topics.ALL) {
        if (topic.writers().contains(Principal.UPSTREAM.id())) {
          allow(TOPIC, LITERAL, topic.name(), WRITE);
        }
        allow(TOPIC, LITERAL, topic.name(), READ);
      }
    }
    allow(GROUP, PREFIXED, principal.id(), READ);
    allow(TRANSACTIONAL_ID, PREFIXED, principal.id(), WRITE);
  }

  private void operator() {
    everythingIsRead();
    environmentIsChecked();
    for (Topic<?> topic : Topics.ALL) {
      if (topic.deadLettersBy() != null) {
        allow(TOPIC, LITERAL, topic.name(), WRITE);
      }
    }
    // A redrive marks the dead letters that it has sent.
    allow(TOPIC, LITERAL, Topics.DEAD_LETTERS.name(), WRITE);
    allow(TRANSACTIONAL_ID, LITERAL, REDRIVE, WRITE);
    allow(TRANSACTIONAL_ID, LITERAL, ANY, DESCRIBE);
    for (Principal service : Principal.services()) {
      allow(TOPIC, PREFIXED, service.id() + "-", DESCRIBE);
    }
  }

  private void auditor() {
    everythingIsRead();
  }

  /** What the descriptions of the topics state. */
  private void described() {
    for (Topic<?> topic : Topics.ALL) {
      if (topic.readers().contains(principal.id())) {
        allow(TOPIC, LITERAL, topic.name(), READ);
      }
      if (topic.writers().contains(principal.id())) {
        allow(TOPIC, LITERAL, topic.name(), WRITE);
      }
    }
  }

  private void everythingIsRead() {
    for (Topic<?> topic : Topics.ALL) {
      allow(TOPIC, LITERAL, topic.name(), READ);
    }
    for (Principal service : Principal.services()) {
      allow(GROUP, LITERAL, service.id(), DESCRIBE);
    }
    allow(GROUP, PREFIXED, principal.id(), READ);
  }

  /** Settings and offsets of all topics are compared with the environment record. */
  private void environmentIsChecked() {
    for (Topic<?> topic : Topics.ALL) {
      allow(TOPIC, LITERAL, topic.name(), DESCRIBE);
      allow(TOPIC, LITERAL, topic.name(), DESCRIBE_CONFIGS);
    }
  }

  private void allow(ResourceType type, PatternType pattern, String name, AclOperation operation) {
    rules.add(
        new AclBinding(
            new ResourcePattern(type, name, pattern),
            new AccessControlEntry(
                principal.kafkaName(), "*", operation, AclPermissionType.ALLOW)));
  }
}
