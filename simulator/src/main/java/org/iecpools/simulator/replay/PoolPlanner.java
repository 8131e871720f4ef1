package org.iecpools.simulator.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.iecpools.simulator.replay.Cell.Count;
import org.iecpools.simulator.replay.Cell.Word;
import org.iecpools.simulator.replay.LoiPath.Wish;
import org.iecpools.simulator.replay.Step.Figures;

/**
 * Plans one pool from row to row of a table. The columns are settled one after the other, each so
 * that as few of its cells as possible are given up:
 *
 * <ol>
 *   <li>quotas: any can be announced; if none is stated, one is chosen,
 *   <li>invitations ({@link InvitationPath}),
 *   <li>LOIs, which are quota minus spots ({@link LoiPath}),
 *   <li>candidates: missing candidates enter or return, surplus candidates withdraw.
 * </ol>
 *
 * <p>An interval uses the quota of the previous row and that of its own row. A third one is used
 * only if a full pool must take entries: a number is then raised for a day. So no round runs in an
 * interval that begins and ends with a quota to be announced.
 */
final class PoolPlanner {

  private final List<PublishedRow> rows;
  private final int weeks;
  private final List<Unreachable> unreachable = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final Cell[] quota;

  /**
   * @param rows of one pool, ascending by day, at least one
   */
  PoolPlanner(List<PublishedRow> rows) {
    this.rows = rows;
    this.weeks = rows.size();
    this.quota = new Cell[weeks];
    for (int w = 0; w < weeks; w++) {
      quota[w] = quota(w, usual(w));
    }
    InvitationPath invitations = invitations();
    LoiPath lois = lois(invitations);
    for (int w = 0; w < weeks; w++) {
      quota[w] = quota(w, lois.kept()[w] ? usual(w) : spots(w) + lois.inForce()[w]);
    }
    walk(invitations.atLeast(lois.ever()), lois);
  }

  /** The steps, one per row. */
  List<Step> steps() {
    return steps;
  }

  /** The cells that cannot be reached. */
  List<Unreachable> unreachable() {
    return unreachable;
  }

  private Cell cell(int w, PublishedColumn column) {
    return rows.get(w).cell(column);
  }

  private String day(int w) {
    return rows.get(w).asOf().toString();
  }

  private void giveUp(int w, PublishedColumn column, String reason) {
    PublishedRow row = rows.get(w);
    unreachable.add(
        new Unreachable(
            row.pool(), row.asOf(), column, row.cell(column), row.line(column), reason));
  }

  // ---- quotas

  /**
   * The quota of a row: the stated one, else the one implied by the spots, else the one in force.
   *
   * @param permits the number to use for a quota that is a number but not stated
   */
  private Cell quota(int w, int permits) {
    Cell stated = cell(w, PublishedColumn.QUOTA);
    if (stated.stated()) {
      return stated;
    }
    return switch (cell(w, PublishedColumn.SPOTS)) {
      case Word word -> word;
      case Count _ -> new Count(permits);
      case Cell.Blank _ -> {
        if (w > 0 && mayDraw(quota[w - 1])) {
          yield quota[w - 1];
        }
        yield usual(w) < 0 ? Word.UNLIMITED : new Count(usual(w));
      }
    };
  }

  /**
   * The number assumed for a quota that is not stated: the next one stated, else the last one
   * stated, else the highest number of spots. Negative if the pool has no number at all.
   */
  private int usual(int w) {
    return IntStream.concat(IntStream.range(w, weeks), IntStream.range(0, w).map(i -> w - 1 - i))
        .mapToObj(i -> cell(i, PublishedColumn.QUOTA))
        .filter(Count.class::isInstance)
        .mapToInt(cell -> ((Count) cell).value())
        .findFirst()
        .orElseGet(() -> IntStream.range(0, weeks).map(this::spots).max().orElseThrow());
  }

  /** The spots of a row; negative if they are not a number. */
  private int spots(int w) {
    return cell(w, PublishedColumn.SPOTS) instanceof Count(int spots) ? spots : -1;
  }

  private static boolean mayDraw(Cell quota) {
    return switch (quota) {
      case Count _ -> true;
      case Word word -> word == Word.UNLIMITED;
      case Cell.Blank _ -> false;
    };
  }

  /** Whether the pool takes first entries. */
  private static boolean open(Cell quota, int lois) {
    return switch (quota) {
      case Count(int permits) -> lois < permits;
      case Word word -> word != Word.NOT_OFFERED;
      case Cell.Blank _ -> false;
    };
  }

  private Cell quotaBefore(int w) {
    return w == 0 ? Cell.BLANK : quota[w - 1];
  }

  // ---- invitations

  private InvitationPath invitations() {
    var stated = new int[weeks];
    var draws = new boolean[weeks];
    for (int w = 0; w < weeks; w++) {
      stated[w] =
          cell(w, PublishedColumn.INVITATIONS) instanceof Count(int number)
              ? number
              : InvitationPath.NONE;
      draws[w] = mayDraw(quota[w]) || mayDraw(quotaBefore(w));
    }
    var path = new InvitationPath(stated, draws);
    for (int w = 0; w < weeks; w++) {
      noWord(w, PublishedColumn.INVITATIONS);
      if (stated[w] != InvitationPath.NONE && !path.kept(w)) {
        giveUp(w, PublishedColumn.INVITATIONS, path.against(w, this::day));
      }
    }
    return path;
  }

  private void noWord(int w, PublishedColumn column) {
    if (cell(w, column) instanceof Word) {
      giveUp(w, column, column.label() + " are counted, and a count is always a number");
    }
  }

  // ---- LOIs

  private LoiPath lois(InvitationPath invitations) {
    var needed = new ArrayList<Wish>();
    var all = new ArrayList<Wish>();
    for (int w = 0; w < weeks; w++) {
      Optional<Wish> wish = wish(w);
      wish.ifPresent(all::add);
      if (cell(w, PublishedColumn.QUOTA).stated()) {
        wish.ifPresent(needed::add);
      }
    }
    int[] most = IntStream.range(0, weeks).map(invitations::most).toArray();
    LoiPath strict = LoiPath.of(needed, most);
    LoiPath natural = LoiPath.of(all, most);
    // Rows without a stated quota can use another quota, so they must not prevent one that cannot.
    LoiPath chosen = natural.met(needed) < strict.met(needed) ? strict : natural;
    for (Wish wish : needed) {
      if (!chosen.kept()[wish.row()]) {
        giveUp(wish.row(), PublishedColumn.SPOTS, tooMany(wish, chosen, most));
      }
    }
    return chosen;
  }

  /**
   * The LOIs that the spots of a row require; empty if there is no requirement or it cannot be met.
   */
  private Optional<Wish> wish(int w) {
    Cell stated = cell(w, PublishedColumn.SPOTS);
    if (!stated.stated()) {
      return Optional.empty();
    }
    if (quota[w] instanceof Count(int permits) && stated instanceof Count(int spots)) {
      if (spots <= permits) {
        return Optional.of(new Wish(w, permits - spots, spots == 0));
      }
      if (cell(w, PublishedColumn.QUOTA).stated()) {
        giveUp(
            w,
            PublishedColumn.SPOTS,
            "spots available are the quota (%,d) minus the LOIs, and never above the quota"
                .formatted(permits));
      }
      return Optional.empty();
    }
    Cell shown = spots(quota[w], 0);
    if (!stated.equals(shown)) {
      giveUp(
          w,
          PublishedColumn.SPOTS,
          quota[w] == Word.NOT_OFFERED
              ? "a category that is not offered has 0 spots"
              : "the quota is %s, so the spots are %s"
                  .formatted(
                      quota[w].text(), quota[w] instanceof Count ? "a number" : shown.text()));
    }
    return Optional.empty();
  }

  private static String tooMany(Wish wish, LoiPath lois, int[] most) {
    int invitations = most[wish.row()];
    if (wish.lois() > invitations) {
      return "this needs %,d LOIs, but at most %,d invitations are issued by then; each LOI needs its own invitation"
          .formatted(wish.lois(), invitations);
    }
    int before = wish.row() == 0 ? 0 : lois.inForce()[wish.row() - 1];
    int ever = (wish.row() == 0 ? 0 : lois.ever()[wish.row() - 1]) + wish.lois() - before;
    return ever > invitations
        ? "this needs %,d LOIs in total, including cancelled ones, but at most %,d invitations are issued by then; each LOI needs its own invitation"
            .formatted(ever, invitations)
        : "this needs %,d LOIs, and later rows then need more LOIs in total than there are invitations; each LOI needs its own invitation"
            .formatted(wish.lois());
  }

  private static Cell spots(Cell quota, int lois) {
    return switch (quota) {
      case Count(int permits) -> new Count(Math.max(0, permits - lois));
      case Word word -> word == Word.NOT_OFFERED ? new Count(0) : word;
      case Cell.Blank _ -> throw new IllegalArgumentException("a quota cannot be blank");
    };
  }

  // ---- candidates

  /** The state of the pool after a row, as totals so far. */
  private record Standing(int invitations, int candidates, int lois, int ever, int back) {

    /** Number of open applications: invitations that have not ended. */
    int open() {
      return invitations - ever - back;
    }
  }

  private void walk(int[] invitations, LoiPath lois) {
    var spare = new int[weeks];
    for (int w = weeks - 1; w >= 0; w--) {
      int here = invitations[w] - lois.ever()[w];
      spare[w] = w == weeks - 1 ? here : Math.min(here, spare[w + 1]);
    }
    int[] early = early();
    var now = new Standing(0, 0, 0, 0, 0);
    for (int w = 0; w < weeks; w++) {
      var next = new Standing(invitations[w], 0, lois.inForce()[w], lois.ever()[w], now.back());
      now = step(w, now, next, spare[w] - now.back(), early[w]);
    }
  }

  /** Candidates that must be in the pool already, because nobody can enter before the next row. */
  private int[] early() {
    var early = new int[weeks];
    for (int w = weeks - 2; w >= 0; w--) {
      if (!enters(w + 1)) {
        early[w] =
            cell(w + 1, PublishedColumn.CANDIDATES) instanceof Count(int number)
                ? number
                : early[w + 1];
      }
    }
    return early;
  }

  private boolean enters(int w) {
    return quota[w] != Word.NOT_OFFERED || quotaBefore(w) != Word.NOT_OFFERED && w > 0;
  }

  /**
   * The first of the row's own quota and the previous one that allows the entries and the round;
   * empty if neither does.
   */
  private Optional<Cell> quotaFor(int w, boolean entries, boolean round, int lois) {
    for (Cell candidate : List.of(quota[w], quotaBefore(w))) {
      boolean known = candidate.stated();
      if (known && (!entries || open(candidate, lois)) && (!round || mayDraw(candidate))) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /**
   * Plans one interval.
   *
   * @param next the state at its end, without candidates and returns
   * @param spare invitations that are not needed for an LOI
   * @param early candidates that are needed later but cannot enter then
   */
  private Standing step(int w, Standing now, Standing next, int spare, int early) {
    noWord(w, PublishedColumn.CANDIDATES);
    int invited = next.invitations() - now.invitations();
    int cancelled = Math.max(0, now.lois() - next.lois());
    int lois = now.lois() - cancelled;
    int left = now.candidates() - invited;
    int wanted =
        cell(w, PublishedColumn.CANDIDATES) instanceof Count(int number)
            ? number
            : Math.max(Math.max(0, left), early);
    int more = wanted - left;

    int entered = Math.max(0, more);
    int declined = 0;
    int returned = 0;
    Optional<Cell> before = quotaFor(w, entered > 0, invited > 0, lois);
    if (before.isEmpty()) {
      // No entries are possible. Declines return candidates after the round, refusals before it.
      declined = Math.min(Math.min(more, spare), Math.min(invited, wanted));
      returned = Math.min(more - declined, Math.min(spare - declined, now.open()));
      entered = more - declined - returned;
      before = quotaFor(w, entered > 0, invited > 0, lois);
      if (before.isEmpty() && enters(w)) {
        entered = more;
        declined = 0;
        returned = 0;
        before = Optional.of(new Count(lois + 1));
      }
      if (before.isEmpty()) {
        if (cell(w, PublishedColumn.CANDIDATES).stated()) {
          giveUp(
              w,
              PublishedColumn.CANDIDATES,
              "nobody enters a category that is not offered, and %,d were in the pool before"
                  .formatted(now.candidates()));
        }
        entered = 0;
        returned = 0;
        before = quotaFor(w, false, false, lois);
      }
    }
    Cell inForce = before.orElseThrow();
    int withdrawn = Math.max(0, -more);
    int candidates = left + entered + declined + returned - withdrawn;
    var reached =
        new Standing(
            next.invitations(),
            candidates,
            next.lois(),
            next.ever(),
            now.back() + declined + returned);
    steps.add(
        new Step(
            rows.get(w).pool(),
            rows.get(w).asOf(),
            Optional.of(inForce).filter(q -> !q.equals(quotaBefore(w))),
            cancelled,
            returned,
            entered,
            invited,
            declined,
            next.ever() - now.ever(),
            withdrawn,
            Optional.of(quota[w]).filter(q -> !q.equals(inForce)),
            new Figures(
                quota[w], reached.invitations(), candidates, spots(quota[w], reached.lois()))));
    return reached;
  }
}
