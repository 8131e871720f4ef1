package org.iecpools.auditor;

import static org.iecpools.auditor.Effect.DECLINED;
import static org.iecpools.auditor.Effect.DECLINE_REJECTED;
import static org.iecpools.auditor.Effect.ENDED_UNUSED;
import static org.iecpools.auditor.Effect.ENTERED;
import static org.iecpools.auditor.Effect.ENTRIES;
import static org.iecpools.auditor.Effect.INVITED;
import static org.iecpools.auditor.Effect.LEAVE_VOIDED;
import static org.iecpools.auditor.Effect.LEFT;
import static org.iecpools.auditor.Effect.LOI_CANCELLED;
import static org.iecpools.auditor.Effect.LOI_ISSUED;
import static org.iecpools.auditor.Effect.LOI_REJECTED;
import static org.iecpools.auditor.Effect.PLAN;
import static org.iecpools.auditor.Effect.ROUND_ANNOUNCED;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The compared columns of a row. */
enum ComparedColumn {
  QUOTA("quota"),
  QUOTA_SOURCE("quotaSource"),
  INVITATIONS("invitationsIssued"),
  CANDIDATES("candidatesInPool"),
  SPOTS("spotsAvailable"),
  LOIS("loisIssued"),
  OPEN("openInvitations"),
  LAST_ROUND("lastRoundAt"),
  NOT_DRAWABLE("notDrawable"),
  CHANCE("chance"),
  RATING("rating"),
  POOL_STATUS("poolStatus"),
  PUBLISHED_AT("publishedAt"),
  NEXT_PUBLICATION("nextPublicationAt"),
  FIRST_ROUND("firstRoundAt"),
  NEXT_ROUND("nextRoundAt"),
  NEXT_SIZE("nextRoundAnnouncedSize"),
  FINAL_ROUND("finalRoundAt"),
  ROUNDS_LEFT("roundsLeft"),
  CHANGE_SINCE("changeSinceLastPublication.since"),
  QUOTA_CHANGE(QUOTA, "quota"),
  INVITATIONS_CHANGE(INVITATIONS, "invitations"),
  CANDIDATES_CHANGE(CANDIDATES, "candidates"),
  SPOTS_CHANGE(SPOTS, "spots"),
  LOIS_CHANGE(LOIS, "lois"),
  OPEN_CHANGE(OPEN, "openInvitations");

  private final String field;
  private final Optional<ComparedColumn> number;

  ComparedColumn(String field) {
    this.field = field;
    this.number = Optional.empty();
  }

  /** How a number has changed since the last publication. */
  ComparedColumn(ComparedColumn number, String field) {
    this.field = "changeSinceLastPublication." + field;
    this.number = Optional.of(number);
  }

  /** The field in the dashboard's JSON, or {@code object.field}. */
  String field() {
    return field;
  }

  /** The number whose change the column has; empty if it is no change. */
  Optional<ComparedColumn> number() {
    return number;
  }

  /** The column's value in a row of the dashboard; a missing node if it has none. */
  JsonNode of(JsonNode row) {
    return row.at("/" + field.replace('.', '/'));
  }

  /** Whether events with this effect change the column. */
  boolean counts(Effect effect) {
    return effects().contains(effect);
  }

  private Set<Effect> effects() {
    return switch (this) {
      case QUOTA, QUOTA_SOURCE -> EnumSet.of(Effect.QUOTA);
      case INVITATIONS, LAST_ROUND, NOT_DRAWABLE -> EnumSet.of(INVITED);
      case CANDIDATES ->
          EnumSet.of(ENTERED, LEFT, LEAVE_VOIDED, INVITED, DECLINED, DECLINE_REJECTED);
      case LOIS -> EnumSet.of(LOI_ISSUED, LOI_CANCELLED);
      case SPOTS -> EnumSet.of(Effect.QUOTA, LOI_ISSUED, LOI_CANCELLED);
      case OPEN ->
          EnumSet.of(INVITED, DECLINED, DECLINE_REJECTED, ENDED_UNUSED, LOI_ISSUED, LOI_REJECTED);
      case POOL_STATUS -> EnumSet.of(Effect.QUOTA, ENTRIES, PLAN);
      case PUBLISHED_AT, NEXT_PUBLICATION, CHANGE_SINCE -> {
        Set<Effect> all = EnumSet.allOf(Effect.class);
        all.removeAll(EnumSet.of(Effect.QUOTA, ROUND_ANNOUNCED, ENTRIES, Effect.NONE));
        yield all;
      }
      case FIRST_ROUND, FINAL_ROUND -> EnumSet.of(PLAN);
      case NEXT_ROUND, NEXT_SIZE -> EnumSet.of(Effect.QUOTA, ROUND_ANNOUNCED, INVITED, PLAN);
      case ROUNDS_LEFT -> EnumSet.of(ROUND_ANNOUNCED, INVITED, PLAN);
      case QUOTA_CHANGE,
          INVITATIONS_CHANGE,
          CANDIDATES_CHANGE,
          SPOTS_CHANGE,
          LOIS_CHANGE,
          OPEN_CHANGE ->
          number.orElseThrow().effects();
      case CHANCE, RATING -> {
        Set<Effect> all = EnumSet.of(ROUND_ANNOUNCED, PLAN);
        all.addAll(CANDIDATES.effects());
        all.addAll(SPOTS.effects());
        all.addAll(OPEN.effects());
        yield all;
      }
    };
  }
}
