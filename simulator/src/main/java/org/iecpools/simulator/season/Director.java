package org.iecpools.simulator.season;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.iecpools.events.CandidateEvent;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfileWithdrawn;
import org.iecpools.simulator.season.Calendar.Turn;
import org.iecpools.simulator.season.World.Candidate;
import org.iecpools.simulator.season.World.Invitation;
import org.iecpools.simulator.season.World.Stage;
import org.iecpools.simulator.upstream.SeasonFacts;
import org.iecpools.simulator.upstream.UpstreamEvents;

/**
 * Decides what candidates and officers do, and when. Each decision uses the random generator of the
 * person concerned. A person has at most one scene per turn, so the only races are those
 * deliberately put into a scene.
 */
final class Director {

  /** How the events of a scene reach the services. */
  enum Way {
    /** As events on the topics, as the portal and the case system send them. */
    TOPICS,
    /** As an HTTP request of the candidate to a service; one event per scene. */
    HTTP
  }

  /**
   * A person's events in one turn.
   *
   * @param events in the order sent
   */
  record Scene(Candidate who, Way way, List<CandidateEvent> events) {}

  private record Plan(Candidate who, Way way, Function<Turn, List<CandidateEvent>> play) {}

  /**
   * Number of turns in which profiles are submitted that pool-service keeps waiting. Each such turn
   * takes five seconds of wall-clock time, so there are only two.
   */
  private static final int WAITING_TURNS = 2;

  private static final double BY_HTTP = 0.01;
  private static final int MOST_BY_HTTP = 150;
  private static final double REPEATED = 0.02;

  private final Calendar calendar;
  private final List<Turn> turns;
  private final Map<Integer, List<Plan>> plans = new HashMap<>();
  private int byHttp;

  /**
   * @param facts contains the countries of the season
   */
  Director(World world, Calendar calendar, SeasonFacts facts, List<Person> people) {
    this.calendar = calendar;
    Set<String> countries =
        facts.countries().stream().map(SeasonFacts.Country::code).collect(Collectors.toSet());
    this.turns = calendar.turns();
    for (Person person : people) {
      Candidate who = world.candidate(person);
      SplittableRandom random = person.random();
      double r = random.nextDouble();
      if (!countries.contains(person.citizenship())) {
        // The plan of the country might still arrive, so pool-service waits for it.
        waiting(person.arrival(), who);
        continue;
      }
      if (r < 0.004) {
        // A submission before the pools open.
        on(1, who, turn -> List.of(submission(who, turn)));
      }
      boolean tooLate = r > 0.996;
      int arrival = tooLate ? turns.size() - 2 - random.nextInt(3) : person.arrival();
      arrive(who, arrival);
      if (person.triesTwice()) {
        // Days later, so that it is clear which candidate id was first.
        Candidate again = world.candidate(person.underAnotherId());
        on(after(turn(arrival), 3), again, turn -> List.of(submission(again, turn)));
      }
    }
  }

  /** The scenes of a turn, in the order of sending. */
  List<Scene> scenes(Turn turn) {
    var scenes = new ArrayList<Scene>();
    var busy = new HashSet<Candidate>();
    for (Plan plan : plans.getOrDefault(turn.number(), List.of())) {
      if (!busy.add(plan.who())) {
        plans.computeIfAbsent(turn.number() + 1, _ -> new ArrayList<>()).add(plan);
        continue;
      }
      List<CandidateEvent> events = plan.play().apply(turn);
      if (!events.isEmpty()) {
        scenes.add(
            new Scene(
                plan.who(),
                plan.way(),
                plan.way() == Way.HTTP ? events : withRepeats(plan.who(), events, turn)));
      }
    }
    plans.remove(turn.number());
    return scenes;
  }

  /** Plans the reaction of a person who was invited in this turn. */
  void invited(Invitation invitation, Turn turn) {
    Candidate who = invitation.profile.candidate;
    SplittableRandom random = who.person.random();
    // The deadline is ten days. In some time zones the last day is over at the time of the tick.
    int soon = after(turn, random.nextInt(20) == 0 ? 10 : 1 + random.nextInt(7));
    double r = random.nextDouble();
    if (r < 0.12) {
      letRunOut(invitation, turn, random);
    } else if (r < 0.24) {
      decline(invitation, soon, random);
    } else if (r < 0.265) {
      boolean another = random.nextInt(5) < 2;
      on(soon, who, t -> withdrawal(who, t, another));
    } else if (r < 0.3) {
      // The application arrives before the acceptance, or there is no acceptance.
      apply(invitation, soon, random, true);
    } else {
      accept(invitation, soon, random);
    }
  }

  private void arrive(Candidate who, int arrival) {
    SplittableRandom random = who.person.random();
    double r = random.nextDouble();
    if (r < BY_HTTP && byHttp < MOST_BY_HTTP) {
      byHttp++;
      on(arrival, who, Way.HTTP, turn -> List.of(submission(who, turn)));
    } else if (r < 0.014) {
      // The withdrawal arrives before the submission.
      on(
          arrival,
          who,
          turn -> {
            ProfileSubmitted form = submission(who, turn);
            return List.of(UpstreamEvents.withdrawn(form, turn.now(), random), form);
          });
    } else if (r < 0.044) {
      // A record that arrives days late.
      on(
          arrival,
          who,
          turn ->
              List.of(
                  ProfileSubmitted.newBuilder(submission(who, turn))
                      .setOccurredAt(turn.now().minus(Duration.ofHours(20 + random.nextInt(200))))
                      .build()));
    } else {
      on(arrival, who, turn -> List.of(submission(who, turn)));
    }
    double later = random.nextDouble();
    if (later < 0.02) {
      // A second profile while the first is still active: usually refused, but it may be admitted.
      waiting(after(turn(arrival), 3 + random.nextInt(40)), who);
    } else if (later < 0.08) {
      boolean another = random.nextInt(5) < 2;
      on(
          after(turn(arrival), 3 + random.nextInt(105)),
          who,
          turn -> withdrawal(who, turn, another));
      if (!another && random.nextInt(4) == 0) {
        on(
            after(turn(arrival), 110 + random.nextInt(30)),
            who,
            turn -> who.live == null ? List.of(submission(who, turn)) : List.of());
      }
    } else if (later < 0.084) {
      // A profile with another citizenship after a withdrawal.
      int withdrawn = after(turn(arrival), 3 + random.nextInt(20));
      on(withdrawn, who, turn -> withdrawal(who, turn, false));
      on(
          withdrawn + 2,
          who,
          turn ->
              who.country == null || who.live != null
                  ? List.of()
                  : List.of(
                      ProfileSubmitted.newBuilder(submission(who, turn))
                          .setCitizenship(who.country.equals("IE") ? "FR" : "IE")
                          .build()));
    }
  }

  private void letRunOut(Invitation invitation, Turn invited, SplittableRandom random) {
    Candidate who = invitation.profile.candidate;
    double r = random.nextDouble();
    int after = after(invited, 12 + random.nextInt(10));
    if (r < 0.1) {
      on(
          after,
          who,
          turn -> List.of(UpstreamEvents.accepted(invitation.issued, some(turn, random), random)));
    } else if (r < 0.2) {
      on(
          after,
          who,
          turn -> List.of(UpstreamEvents.declined(invitation.issued, some(turn, random), random)));
    } else if (r < 0.22) {
      // An LOI after the deadline: it counts nevertheless.
      on(
          after,
          who,
          turn -> List.of(UpstreamEvents.loi(invitation.issued, some(turn, random), random)));
    } else if (r < 0.3) {
      // A second profile while the first is invited or has just expired.
      waiting(invited.number() + 1, who);
    }
  }

  private void decline(Invitation invitation, int at, SplittableRandom random) {
    Candidate who = invitation.profile.candidate;
    double r = random.nextDouble();
    if (r < BY_HTTP && byHttp < MOST_BY_HTTP) {
      byHttp++;
      on(
          at,
          who,
          Way.HTTP,
          turn ->
              invitation.stage == Stage.INVITED
                  ? List.of(UpstreamEvents.declined(invitation.issued, turn.now(), random))
                  : List.of());
      return;
    }
    on(
        at,
        who,
        turn -> {
          Instant[] times = times(turn, 2, random);
          CandidateEvent decline = UpstreamEvents.declined(invitation.issued, times[0], random);
          if (r < 0.1) {
            return List.of(decline, UpstreamEvents.accepted(invitation.issued, times[1], random));
          }
          if (r < 0.13) {
            return List.of(decline, UpstreamEvents.declined(invitation.issued, times[1], random));
          }
          if (r < 0.16) {
            return List.of(
                decline, UpstreamEvents.withdrawn(invitation.profile.form, times[1], random));
          }
          return List.of(decline);
        });
  }

  private void accept(Invitation invitation, int at, SplittableRandom random) {
    Candidate who = invitation.profile.candidate;
    double r = random.nextDouble();
    if (r < BY_HTTP && byHttp < MOST_BY_HTTP) {
      byHttp++;
      on(
          at,
          who,
          Way.HTTP,
          turn ->
              invitation.stage == Stage.INVITED
                  ? List.of(UpstreamEvents.accepted(invitation.issued, turn.now(), random))
                  : List.of());
    } else {
      on(
          at,
          who,
          turn -> {
            Instant[] times = times(turn, 2, random);
            CandidateEvent accept = UpstreamEvents.accepted(invitation.issued, times[0], random);
            if (r < 0.03) {
              return List.of(accept, UpstreamEvents.declined(invitation.issued, times[1], random));
            }
            if (r < 0.04) {
              return List.of(
                  accept, UpstreamEvents.withdrawn(invitation.profile.form, times[1], random));
            }
            return List.of(accept);
          });
    }
    if (random.nextDouble() < 0.12) {
      if (random.nextInt(5) == 0) {
        // The application comes after the deadline of twenty days.
        on(
            after(turn(at), 22),
            who,
            turn -> List.of(UpstreamEvents.applied(invitation.issued, some(turn, random), random)));
      }
    } else {
      apply(invitation, after(turn(at), 1 + random.nextInt(16)), random, false);
    }
  }

  private void apply(Invitation invitation, int at, SplittableRandom random, boolean acceptToo) {
    Candidate who = invitation.profile.candidate;
    double r = random.nextDouble();
    on(
        at,
        who,
        turn -> {
          if (!invitation.open()) {
            return List.of();
          }
          Instant[] times = times(turn, 2, random);
          CandidateEvent applied = UpstreamEvents.applied(invitation.issued, times[1], random);
          if (r < 0.01) {
            // Application and withdrawal at the same time: the one handled first counts.
            outcome(invitation, turn, random);
            return List.of(
                applied, UpstreamEvents.withdrawn(invitation.profile.form, times[1], random));
          }
          if (r < 0.02) {
            return List.of(UpstreamEvents.loi(invitation.issued, times[1], random), applied);
          }
          outcome(invitation, turn, random);
          return acceptToo && random.nextBoolean()
              ? List.of(applied, UpstreamEvents.accepted(invitation.issued, times[0], random))
              : List.of(applied);
        });
  }

  private void outcome(Invitation invitation, Turn applied, SplittableRandom random) {
    Candidate who = invitation.profile.candidate;
    double r = random.nextDouble();
    int at = after(applied, 10 + random.nextInt(42));
    if (random.nextDouble() < 0.04) {
      // A profile cannot be withdrawn while its application is in progress.
      on(applied.number() + 1, who, turn -> withdrawal(who, turn, false));
    }
    on(
        at,
        who,
        turn -> {
          if (invitation.stage != Stage.APPLIED) {
            return List.of();
          }
          Instant[] times = times(turn, 2, random);
          CandidateEvent closed = UpstreamEvents.closed(invitation.issued, times[0], random);
          if (r < 0.12) {
            return List.of(closed);
          }
          if (r < 0.13) {
            return List.of(
                closed, UpstreamEvents.withdrawn(invitation.profile.form, times[1], random));
          }
          if (r < 0.135) {
            return List.of(closed, UpstreamEvents.loi(invitation.issued, times[1], random));
          }
          if (r < 0.155) {
            int cancelled = after(turn, 3 + random.nextInt(28));
            on(
                cancelled,
                who,
                t -> List.of(UpstreamEvents.cancelled(invitation.issued, some(t, random), random)));
          }
          if (r < 0.165) {
            return List.of(UpstreamEvents.loi(invitation.issued, times[0], random), closed);
          }
          if (r < 0.2) {
            // An LOI that arrives late counts in the week in which it was issued.
            Instant earlier = turn.now().minus(Duration.ofDays(8));
            return List.of(
                UpstreamEvents.loi(
                    invitation.issued,
                    earlier.isBefore(invitation.issued.getOccurredAt()) ? times[0] : earlier,
                    random));
          }
          return List.of(UpstreamEvents.loi(invitation.issued, times[0], random));
        });
  }

  private ProfileSubmitted submission(Candidate who, Turn turn) {
    SplittableRandom random = who.person.random();
    return who.person.profile(calendar.season(), some(turn, random));
  }

  /** Withdraws the candidate's profile, if there is one, possibly with another submission. */
  private List<CandidateEvent> withdrawal(Candidate who, Turn turn, boolean another) {
    if (who.live == null) {
      return List.of();
    }
    SplittableRandom random = who.person.random();
    Instant[] times = times(turn, 2, random);
    ProfileWithdrawn withdrawn = UpstreamEvents.withdrawn(who.live.form, times[0], random);
    boolean applied = who.live.invitation != null && who.live.invitation.stage == Stage.APPLIED;
    if (!another || applied) {
      return List.of(withdrawn);
    }
    ProfileSubmitted next = who.person.profile(calendar.season(), times[1]);
    return random.nextInt(4) == 0 ? List.of(next, withdrawn) : List.of(withdrawn, next);
  }

  /** Repeats some events, immediately or turns later, because delivery is at least once. */
  private List<CandidateEvent> withRepeats(Candidate who, List<CandidateEvent> events, Turn turn) {
    SplittableRandom random = who.person.random();
    var all = new ArrayList<>(events);
    for (CandidateEvent event : events) {
      if (random.nextDouble() < REPEATED) {
        if (random.nextBoolean()) {
          all.add(event);
        } else {
          on(after(turn, 1 + random.nextInt(28)), who, _ -> List.of(event));
        }
      }
    }
    return all;
  }

  /** The turn with a number; the last turn for higher numbers. */
  private Turn turn(int number) {
    return turns.get(Math.min(number, turns.size()) - 1);
  }

  /**
   * Number of the first turn at least a number of days after another turn; one more than the last
   * if there is none.
   */
  private int after(Turn turn, int days) {
    Instant then = turn.now().plus(Duration.ofDays(days));
    for (int i = turn.number(); i < turns.size(); i++) {
      if (!turns.get(i).now().isBefore(then)) {
        return i + 1;
      }
    }
    return turns.size() + 1;
  }

  /**
   * Submits a profile in the next of the {@link #WAITING_TURNS}; not at all after the last of them.
   */
  private void waiting(int earliest, Candidate who) {
    for (int i = 1; i <= WAITING_TURNS; i++) {
      int turn = turns.size() * i / (WAITING_TURNS + 1);
      if (turn >= earliest) {
        on(turn, who, t -> List.of(submission(who, t)));
        return;
      }
    }
  }

  private void on(int turn, Candidate who, Function<Turn, List<CandidateEvent>> play) {
    on(turn, who, Way.TOPICS, play);
  }

  private void on(int turn, Candidate who, Way way, Function<Turn, List<CandidateEvent>> play) {
    plans.computeIfAbsent(turn, _ -> new ArrayList<>()).add(new Plan(who, way, play));
  }

  private static Instant some(Turn turn, SplittableRandom random) {
    return times(turn, 1, random)[0];
  }

  /** Ascending instants within the turn, to the millisecond. */
  private static Instant[] times(Turn turn, int count, SplittableRandom random) {
    long from = turn.from().toEpochMilli() + 1;
    long until = turn.now().toEpochMilli() + 1;
    long[] millis = random.longs(count, from, until).sorted().toArray();
    return Arrays.stream(millis).mapToObj(Instant::ofEpochMilli).toArray(Instant[]::new);
  }
}
