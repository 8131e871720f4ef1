package org.iecpools.auditor.draw;

/** A property that a valid round has. Each claim is checked independently. The ids are stable. */
public enum Claim {
  VERIFIABLE("verifiable", "it ran on this log and states what it takes to verify it"),
  ONE_DRAW("one-draw", "it was drawn once"),
  CORRECTIONS("corrections", "each correction says why, and takes back what it says and no more"),
  ANNOUNCED_BEFORE(
      "announced-before", "its announcement stood in the log before the pool was taken"),
  ANNOUNCEMENTS("announcements", "every announcement but the first says why"),
  COMMITMENT("commitment", "the revealed seed is the one that was committed to"),
  FRESH_SEED("fresh-seed", "no earlier draw has revealed the seed"),
  RULE("rule", "the announced size rule is the one in force"),
  MAY_RUN("may-run", "the season's plan and quota let it run"),
  SEQUENCE(
      "sequence", "the country's decisions have their numbers in order, none twice, none missing"),
  ORDER("order", "it is numbered after every decision that it builds on"),
  POSITIONS(
      "positions", "what it had read exists, and is no less than what earlier draws had read"),
  LEFT_OUT("left-out", "no event is left out on a dead letter's word alone"),
  DRAW_DATE("draw-date", "ages were judged on the day of the draw"),
  DRAWABLE("drawable", "as many could be drawn as it states"),
  MERKLE_ROOT("merkle-root", "those who could be drawn are those of its Merkle root"),
  POOL_SIZE("pool-size", "the pool had as many candidates by the sums as it states"),
  SIZE("size", "its size follows from the rule"),
  INVITED("invited", "it invited that many, or all where there were fewer"),
  CUT_OFF("cut-off", "the cut-off is the highest ticket that won"),
  INVITATIONS("invitations", "every invitation follows from the draw"),
  ALL_ISSUED("all-issued", "every winner has the invitation"),
  ONE_EACH("one-each", "nobody drawn held another open invitation"),
  AGES("ages", "nobody drawn was past the last eligible day"),
  DEADLINES("deadlines", "every confirmed acceptance states the deadline that follows from it");

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

  Check holds(String sentence, Object... values) {
    return new Check(this, new Finding.Holds(sentence.formatted(values)));
  }

  Check broken(String sentence, Object... values) {
    return new Check(this, new Finding.Broken(sentence.formatted(values)));
  }

  Check notJudged(String sentence, Object... values) {
    return new Check(this, new Finding.NotJudged(sentence.formatted(values)));
  }

  /**
   * Holds if a stated value equals the recomputed one, otherwise broken, with the same sentence.
   */
  Check equal(boolean equal, String sentence, Object... values) {
    return equal ? holds(sentence, values) : broken(sentence, values);
  }
}
