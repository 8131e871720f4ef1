package org.iecpools.auditor.draw;

/**
 * A property that a valid round has, or the log of all rounds. Each claim is checked independently.
 * The ids are stable.
 */
public enum Claim {
  VERIFIABLE("verifiable", "the round ran on this log and states everything needed to verify it"),
  ONE_DRAW("one-draw", "the round was drawn exactly once"),
  CORRECTIONS(
      "corrections",
      "each correction has a reason and voids exactly the invitations that it lists"),
  ANNOUNCED_BEFORE("announced-before", "the announcement was in the log before the pool was read"),
  ANNOUNCEMENTS("announcements", "every announcement after the first has a reason"),
  COMMITMENT("commitment", "the revealed seed matches the commitment"),
  FRESH_SEED("fresh-seed", "no earlier draw has revealed the seed"),
  RULE("rule", "the announced size rule is the one in force"),
  MAY_RUN("may-run", "the season's plan and quota allow the round"),
  SEALED(
      "sealed",
      "the list was closed once, before the beacon's round existed, and is the one of the draw"),
  BEACON("beacon", "the value is that of the beacon's round, with a valid signature"),
  SEQUENCE("sequence", "the country's decisions are numbered in order, without repeats or gaps"),
  ORDER("order", "the draw has a higher number than every decision on which it is based"),
  POSITIONS(
      "positions",
      "the positions that the draw had read exist and are not before those of earlier draws"),
  LEFT_OUT("left-out", "no event is left out merely because there is a dead letter for it"),
  DRAW_DATE("draw-date", "ages were judged on the day of the draw"),
  DRAWABLE("drawable", "the stated number of candidates could be drawn"),
  MERKLE_ROOT("merkle-root", "the candidates who could be drawn have the stated Merkle root"),
  IDENTITIES("identities", "as many who could be drawn had no checked identity as the draw states"),
  POOL_SIZE("pool-size", "the size of the pool by the sums is the stated one"),
  WITHIN_RULE("within-rule", "the announced rule allows the size"),
  SIZE("size", "the size follows from the rule"),
  INVITED("invited", "as many were invited as the size states, or all if there were fewer"),
  CUT_OFF("cut-off", "the cut-off is the highest winning ticket"),
  INVITATIONS("invitations", "every invitation follows from the draw"),
  ALL_ISSUED("all-issued", "every winner has an invitation"),
  ONE_EACH("one-each", "nobody who was drawn held another open invitation"),
  AGES("ages", "nobody who was drawn was past the last eligible day"),
  DEADLINES("deadlines", "every confirmed acceptance states the deadline that follows from it"),
  CANCELLED(
      "cancelled",
      "a round that was announced and not drawn was cancelled once, for a reason that holds"),
  LOGGED(
      "logged", "announcements, seal, draw and corrections are in the transparency log, each once"),
  COSIGNED("cosigned", "enough witnesses had confirmed the seal before the beacon's round existed"),
  SAME_AS_LOG("same-as-log", "the transparency log has the same events of the round"),
  ONE_VIEW("one-view", "the transparency log has only grown, and all were shown the same version"),
  SAME_AS_KAFKA(
      "same-as-kafka", "the transparency log has every event of every round, and no other"),
  CARRIED_OUT("carried-out", "every round of the transparency log was drawn or cancelled");

  private final String id;
  private final String text;

  Claim(String id, String text) {
    this.id = id;
    this.text = text;
  }

  /** The claim's id in output and documentation. */
  public String id() {
    return id;
  }

  /** The claim as a sentence for display. */
  public String text() {
    return text;
  }

  public Check holds(String sentence, Object... values) {
    return new Check(this, new Finding.Holds(sentence.formatted(values)));
  }

  public Check broken(String sentence, Object... values) {
    return new Check(this, new Finding.Broken(sentence.formatted(values)));
  }

  public Check notJudged(String sentence, Object... values) {
    return new Check(this, new Finding.NotJudged(sentence.formatted(values)));
  }

  /**
   * Holds if a stated value equals the recomputed one, otherwise broken, with the same sentence.
   */
  Check equal(boolean equal, String sentence, Object... values) {
    return equal ? holds(sentence, values) : broken(sentence, values);
  }
}
