package org.iecpools.simulator.replay;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;

/**
 * The plan that leads a running system to a published table: what happens to each pool between its
 * published rows by the rules of the programme, and which cells cannot be reached.
 *
 * @param weeks steps by published day, ascending; one step per pool of that day
 * @param unreachable cells that cannot be reached, by day, then pool, then column
 */
public record ReplayPlan(NavigableMap<LocalDate, List<Step>> weeks, List<Unreachable> unreachable) {

  /** Plans each pool separately, because no candidate is in two pools. */
  public static ReplayPlan of(PublishedTable table) {
    var weeks = new TreeMap<LocalDate, List<Step>>();
    var unreachable = new ArrayList<>(table.contradictions());
    Map<PoolId, List<PublishedRow>> pools =
        table.rows().stream()
            .collect(
                Collectors.groupingBy(PublishedRow::pool, LinkedHashMap::new, Collectors.toList()));
    for (List<PublishedRow> rows : pools.values()) {
      var pool = new PoolPlanner(rows);
      pool.steps().forEach(s -> weeks.computeIfAbsent(s.asOf(), _ -> new ArrayList<>()).add(s));
      unreachable.addAll(pool.unreachable());
    }
    unreachable.sort(
        Comparator.comparing(Unreachable::asOf)
            .thenComparing(Unreachable::pool, PoolIds.ORDER)
            .thenComparing(Unreachable::column)
            .thenComparingLong(Unreachable::line));
    return new ReplayPlan(weeks, unreachable);
  }

  /** Number of first entries in the whole plan, which is the number of candidates simulated. */
  public int people() {
    return weeks.values().stream().flatMap(List::stream).mapToInt(Step::entered).sum();
  }
}
