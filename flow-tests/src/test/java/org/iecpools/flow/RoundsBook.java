package org.iecpools.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundOrder;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.RunRounds;

/**
 * The test's own record of rounds: the wanted pools of each candidate, the orders, and the events
 * read from the topics. It keeps no sums: candidates in a pool are counted individually.
 */
final class RoundsBook {

  /** The numbers that the dashboard has to show for a pool. */
  record Numbers(int candidates, int invitations, int open) {}

  private final Map<UUID, Set<PoolId>> wanted = new LinkedHashMap<>();
  private final List<RunRounds> orders = new ArrayList<>();

  private final Map<UUID, List<RoundRun>> run = new LinkedHashMap<>();
  private final Map<UUID, List<InvitationIssued>> issued = new LinkedHashMap<>();
  private final Map<UUID, InvitationIssued> open = new LinkedHashMap<>();
  private final List<String> contradictions = new ArrayList<>();

  void entered(UUID candidate, Set<PoolId> pools) {
    wanted.put(candidate, Set.copyOf(pools));
  }

  void ordered(RunRounds order) {
    orders.add(order);
  }

  /** Replaces the contents by all events of the topics so far. */
  void read(List<RoundsEvent> rounds, List<InvitationsEvent> invitations) {
    run.clear();
    issued.clear();
    open.clear();
    contradictions.clear();
    for (RoundsEvent event : rounds) {
      if (event instanceof RoundRun e) {
        run.computeIfAbsent(e.getRoundId(), _ -> new ArrayList<>()).add(e);
      }
    }
    Set<UUID> known = new HashSet<>();
    for (InvitationsEvent event : invitations) {
      switch (event) {
        case InvitationIssued e -> {
          issued.computeIfAbsent(e.getRoundId(), _ -> new ArrayList<>()).add(e);
          if (!known.add(e.getInvitationId())) {
            contradictions.add("invitation %s was issued twice".formatted(e.getInvitationId()));
          }
          // All events of a candidate are in one partition, in the order of the decisions.
          InvitationIssued other = open.put(e.getCandidateId(), e);
          if (other != null) {
            contradictions.add(
                "candidate %s has two open invitations, %s and %s"
                    .formatted(e.getCandidateId(), other.getInvitationId(), e.getInvitationId()));
          }
          if (!wanted.getOrDefault(e.getCandidateId(), Set.of()).contains(e.getPool())) {
            contradictions.add(
                "candidate %s never entered %s"
                    .formatted(e.getCandidateId(), PoolIds.text(e.getPool())));
          }
        }
        case InvitationClosed e -> {
          if (open.remove(e.getCandidateId()) == null) {
            contradictions.add(
                "invitation %s ended before it was issued".formatted(e.getInvitationId()));
          }
        }
        case AcceptanceConfirmed _ -> {
          // Neither opens nor ends an invitation.
        }
        case AnswerRejected e -> contradictions.add("an answer was rejected: " + e);
      }
    }
    rounds();
  }

  private void rounds() {
    Map<UUID, PoolId> ordered =
        orders.stream()
            .flatMap(order -> order.getOrders().stream())
            .collect(Collectors.toMap(RoundOrder::getRoundId, RoundOrder::getPool));
    run.keySet().stream()
        .filter(id -> !ordered.containsKey(id))
        .forEach(id -> contradictions.add("round %s was never ordered".formatted(id)));
    issued.keySet().stream()
        .filter(id -> !run.containsKey(id))
        .forEach(
            id ->
                contradictions.add(
                    "invitations of round %s were issued, but it was never run".formatted(id)));
    ordered.forEach(
        (id, pool) -> {
          List<RoundRun> its = run.getOrDefault(id, List.of());
          if (its.size() != 1) {
            contradictions.add("round %s was run %d times".formatted(id, its.size()));
            return;
          }
          List<InvitationIssued> out = issued.getOrDefault(id, List.of());
          if (its.getFirst().getInvited() != out.size()) {
            contradictions.add(
                "round %s invited %d candidates, but %d invitations were issued"
                    .formatted(id, its.getFirst().getInvited(), out.size()));
          }
          if (out.stream().map(InvitationIssued::getCandidateId).distinct().count() < out.size()) {
            contradictions.add("round %s invited a candidate twice".formatted(id));
          }
          if (!its.getFirst().getPool().equals(pool)
              || !out.stream().allMatch(e -> e.getPool().equals(pool))) {
            contradictions.add("round %s has invitations of another pool".formatted(id));
          }
        });
  }

  /** Contradictions found in the events, in sentences. */
  List<String> contradictions() {
    return List.copyOf(contradictions);
  }

  /** The only record of a round that ran. */
  RoundRun run(UUID roundId) {
    return run.get(roundId).getFirst();
  }

  /** The number of published invitations of these rounds. */
  int issued(Set<UUID> rounds) {
    return rounds.stream().mapToInt(id -> issued.getOrDefault(id, List.of()).size()).sum();
  }

  /** How many of these rounds have run, in any number of records. */
  int run(Set<UUID> rounds) {
    return (int) rounds.stream().filter(run::containsKey).count();
  }

  int invitations() {
    return issued.values().stream().mapToInt(List::size).sum();
  }

  List<InvitationIssued> open() {
    return List.copyOf(open.values());
  }

  /** The numbers of every wanted pool. */
  Map<String, Numbers> numbers() {
    Set<PoolId> pools = new LinkedHashSet<>();
    Map<PoolId, Integer> candidates = new HashMap<>();
    wanted.forEach(
        (candidate, its) -> {
          pools.addAll(its);
          if (!open.containsKey(candidate)) {
            its.forEach(pool -> candidates.merge(pool, 1, Integer::sum));
          }
        });
    Map<PoolId, Integer> invitations = new HashMap<>();
    issued.values().stream()
        .flatMap(List::stream)
        .forEach(e -> invitations.merge(e.getPool(), 1, Integer::sum));
    Map<PoolId, Integer> reserved = new HashMap<>();
    open.values().forEach(e -> reserved.merge(e.getPool(), 1, Integer::sum));
    Map<String, Numbers> numbers = new TreeMap<>();
    pools.forEach(
        pool ->
            numbers.put(
                PoolIds.text(pool),
                new Numbers(
                    candidates.getOrDefault(pool, 0),
                    invitations.getOrDefault(pool, 0),
                    reserved.getOrDefault(pool, 0))));
    return numbers;
  }
}
