package org.iecpools.auditor;

import java.util.EnumSet;
import java.util.Set;

/** What is compared of a row, and which events count in it. */
enum Column {
  QUOTA("quota", Effects.QUOTA),
  QUOTA_SOURCE("quotaSource", Effects.QUOTA),
  INVITATIONS("invitationsIssued", Effects.ROUNDS),
  CANDIDATES("candidatesInPool", Effects.POOL),
  SPOTS("spotsAvailable", Effects.SPOTS),
  LOIS("loisIssued", Effects.LOIS),
  OPEN("openInvitations", Effects.OPEN),
  RESERVED("reservedSpots", Effects.OPEN),
  LAST_ROUND("lastRoundAt", Effects.ROUNDS),
  CHANCE("chance", Effects.CHANCE),
  RATING("rating", Effects.CHANCE);

  private final String field;
  private final Set<Effect> effects;

  Column(String field, Set<Effect> effects) {
    this.field = field;
    this.effects = effects;
  }

  private static final class Effects {
    static final Set<Effect> QUOTA = Set.of(Effect.QUOTA);
    static final Set<Effect> ROUNDS = Set.of(Effect.INVITED);
    static final Set<Effect> POOL =
        Set.of(
            Effect.ENTERED,
            Effect.LEFT,
            Effect.LEAVE_VOIDED,
            Effect.INVITED,
            Effect.DECLINED,
            Effect.DECLINE_REJECTED);
    static final Set<Effect> LOIS = Set.of(Effect.LOI_ISSUED, Effect.LOI_CANCELLED);
    static final Set<Effect> SPOTS = all(QUOTA, LOIS);
    static final Set<Effect> OPEN =
        Set.of(
            Effect.INVITED,
            Effect.DECLINED,
            Effect.DECLINE_REJECTED,
            Effect.ENDED_UNUSED,
            Effect.LOI_ISSUED,
            Effect.LOI_REJECTED);
    static final Set<Effect> CHANCE = all(POOL, SPOTS, Set.of(Effect.ROUND_ANNOUNCED));

    @SafeVarargs
    private static Set<Effect> all(Set<Effect>... sets) {
      Set<Effect> all = EnumSet.noneOf(Effect.class);
      for (Set<Effect> set : sets) {
        all.addAll(set);
      }
      return all;
    }
  }

  /** Its name in the dashboard's JSON. */
  String field() {
    return field;
  }

  boolean counts(Effect effect) {
    return effects.contains(effect);
  }
}
