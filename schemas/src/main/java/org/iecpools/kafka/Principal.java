package org.iecpools.kafka;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.security.auth.KafkaPrincipal;

/**
 * The users of Kafka. {@link PrincipalAcls} derives what each may do from the topic descriptions.
 * Not listed: the broker's own user.
 */
public enum Principal {
  PROFILE_SERVICE("profile-service", Role.SERVICE, "profile-service"),
  POOL_SERVICE("pool-service", Role.SERVICE, "pool-service"),
  INVITATION_SERVICE("invitation-service", Role.SERVICE, "invitation-service"),
  STATS_SERVICE("stats-service", Role.SERVICE, "stats-service"),
  UPSTREAM("upstream", Role.PROGRAM, "portal and case system"),
  OPERATORS("operators", Role.OPERATOR, "`doctor` and `dead-letters`, redrive included"),
  AUDITOR(
      "auditor",
      Role.AUDITOR,
      "`audit`, `verify-round` and `round-log`; the Kafka UI in containers"),
  SIMULATOR("simulator", Role.PROGRAM, "`demo`; exists only if time is simulated"),
  HISTORY(
      "history", Role.PROGRAM, "a system that ran rounds elsewhere; has no password by default"),
  TRACK("track", Role.PROGRAM, "`track`"),
  WEBHOOKS("webhooks", Role.PROGRAM, "`webhooks`"),
  SET_UP("set-up", Role.ADMINISTRATOR, "set-up, a superuser of Kafka");

  /** What kind of rights a principal has. */
  enum Role {
    /** Has a consumer group, transactional ids and internal topics under its own name. */
    SERVICE,
    /** Reads and writes topics; its groups and transactional ids begin with its name. */
    PROGRAM,
    /** Reads everything, and sends refused records again. */
    OPERATOR,
    /** Reads everything. */
    AUDITOR,
    /** A superuser; needs no rights of its own. */
    ADMINISTRATOR
  }

  private final String id;
  private final Role role;
  private final String usedBy;

  Principal(String id, Role role, String usedBy) {
    this.id = id;
    this.role = role;
    this.usedBy = usedBy;
  }

  /** The user's name, also in {@link Topic#writers} and {@link Topic#readers}. */
  public String id() {
    return id;
  }

  Role role() {
    return role;
  }

  /** Who uses it, for documentation. */
  String usedBy() {
    return usedBy;
  }

  /** As in an access rule, {@code User:name}. */
  public String kafkaName() {
    return KafkaPrincipal.USER_TYPE + ":" + id;
  }

  /**
   * The principal of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Principal of(String id) {
    return Arrays.stream(values())
        .filter(principal -> principal.id.equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(id + " is not a principal"));
  }

  /** The services. */
  public static List<Principal> services() {
    return Arrays.stream(values()).filter(p -> p.role == Role.SERVICE).toList();
  }

  /**
   * The principals that get a password from set-up.
   *
   * @param simulated whether time is simulated
   */
  static List<Principal> withPassword(boolean simulated) {
    return Arrays.stream(values())
        .filter(p -> p != HISTORY && p != SET_UP)
        .filter(p -> p != SIMULATOR || simulated)
        .toList();
  }
}
