package org.iecpools.simulator.season;

import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.iecpools.events.Category;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.PoolId;
import org.iecpools.events.Residence;
import org.iecpools.events.WantedPool;
import org.iecpools.simulator.upstream.Ids;
import org.iecpools.simulator.upstream.SeasonFacts;
import org.jspecify.annotations.Nullable;

/**
 * Generates the people who take part in a season: their countries by demand, their arrivals over
 * the weeks; most of them are eligible. The same seed gives the same people.
 *
 * <p>Demand is the quota to the power of {@value #DEMAND}, so small pools have more applicants than
 * permits and large ones fewer, as in the programme's published tables. Arrivals are most frequent
 * at the opening and continue until the final round.
 *
 * <p>Nobody's eligibility by age changes at the end of a day with a tick, so the books do not
 * depend on the time zone in which that day ends.
 */
final class Population {

  private static final double DEMAND = 0.6;
  private static final double DEMAND_WITHOUT_LIMIT = 2000;
  private static final double DEMAND_TO_BE_ANNOUNCED = 20;

  /** Share of people who are not eligible for any pool they want. */
  static final double INELIGIBLE = 0.06;

  /** Share of people who also want a pool for which they are not eligible. */
  static final double OVERREACHING = 0.06;

  /** Share of people who reach an age limit during the season. */
  static final double AGEING = 0.015;

  private final SeasonFacts facts;
  private final Calendar calendar;
  private final SplittableRandom random;
  private final double[] demand;
  private final double[] arrivals;
  private final int firstArrival;

  private Population(SeasonFacts facts, Calendar calendar, long seed) {
    this.facts = facts;
    this.calendar = calendar;
    this.random = new SplittableRandom(seed);
    this.demand = facts.countries().stream().mapToDouble(Population::demand).toArray();
    List<Calendar.Turn> turns =
        calendar.turns().stream()
            .filter(turn -> turn.week() > 0 && turn.week() < calendar.lastRoundWeek())
            .toList();
    this.firstArrival = turns.getFirst().number();
    this.arrivals = new double[turns.size()];
    Instant before = calendar.friday(0);
    for (int i = 0; i < arrivals.length; i++) {
      Instant now = turns.get(i).now();
      double past = (double) i / arrivals.length;
      arrivals[i] = Duration.between(before, now).toHours() * (0.15 + Math.exp(-4 * past));
      before = now;
    }
  }

  static List<Person> of(SeasonFacts facts, Calendar calendar, int size, long seed) {
    var population = new Population(facts, calendar, seed);
    var people = new ArrayList<Person>(size);
    for (int i = 0; i < size; i++) {
      people.add(population.person());
    }
    return people;
  }

  static double demand(SeasonFacts.Country country) {
    double permits = 0;
    for (SeasonFacts.Pool pool : country.offered()) {
      permits +=
          switch (pool.quota().getKind()) {
            case NUMBER -> pool.quota().getPermits();
            case UNLIMITED -> DEMAND_WITHOUT_LIMIT / country.offered().size();
            case TO_BE_ANNOUNCED -> DEMAND_TO_BE_ANNOUNCED;
            case NOT_OFFERED, UNKNOWN -> 0;
          };
    }
    return Math.pow(permits, DEMAND);
  }

  private Person person() {
    SplittableRandom own = random.split();
    SeasonFacts.Country country = facts.countries().get(pick(own, demand));
    int arrival = firstArrival + pick(own, arrivals);
    Set<Need> needs = EnumSet.noneOf(Need.class);
    var wanted = new ArrayList<WantedPool>(fitting(own, country, needs));
    int previous = 0;
    String residence = own.nextInt(10) == 0 ? other(own, country) : country.code();
    if (wanted.stream().anyMatch(pool -> mustLiveAtHome(country, pool))) {
      residence = country.code();
    }
    if (leastParticipations(country, wanted) > 1 && own.nextInt(5) == 0) {
      previous = 1;
    }
    String citizenship = country.code();
    LocalDate birthDate = birthDate(own, country, wanted);
    double fate = own.nextDouble();
    if (fate < INELIGIBLE) {
      switch (own.nextInt(9)) {
        case 0, 1 -> birthDate = LocalDate.of(calendar.season() - 37 - own.nextInt(15), 5, 14);
        case 2 -> birthDate = LocalDate.of(calendar.season() - 17 + own.nextInt(2), 12, 29);
        case 3 -> previous = 3 + own.nextInt(3);
        case 4 -> {
          // Lives in another country if that matters; otherwise wants no pool at all.
          if (country.offered().stream()
              .allMatch(p -> p.rule().orElseThrow().getResidence() == Residence.OWN_COUNTRY)) {
            residence = other(own, country);
          } else {
            wanted.clear();
          }
        }
        case 5 -> citizenship = own.nextBoolean() ? "ZZ" : "BR";
        case 6 -> {
          // Categories that need an employer or a placement, without one.
          wanted.removeIf(pool -> pool.getCategory() == Category.WORKING_HOLIDAY);
          if (wanted.isEmpty()) {
            wanted.add(general(Category.YOUNG_PROFESSIONALS));
          }
          needs.clear();
        }
        case 7 -> wanted.add(wanted.getFirst());
        default -> wanted.replaceAll(pool -> new WantedPool(pool.getCategory(), "NO_SUCH_STREAM"));
      }
    } else if (fate < INELIGIBLE + OVERREACHING && wanted.size() < 3) {
      List<WantedPool> more =
          List.of(
              general(Category.YOUNG_PROFESSIONALS),
              general(Category.INTERNATIONAL_COOP),
              new WantedPool(Category.WORKING_HOLIDAY, "NO_SUCH_STREAM"));
      for (WantedPool pool : more) {
        if (!wanted.contains(pool)) {
          wanted.add(pool);
          break;
        }
      }
    }
    UUID candidateId = Ids.next(own);
    return new Person(
        candidateId,
        citizenship,
        country.zone(),
        awayFromTicks(birthDate, country),
        residence,
        needs.contains(Need.JOB_OFFER),
        needs.contains(Need.STUDIES),
        needs.contains(Need.STUDIES),
        previous,
        List.copyOf(wanted),
        document(candidateId),
        arrival,
        own);
  }

  /** One person in ten states none, as while not every portal sends digests. */
  private static @Nullable UUID document(UUID candidateId) {
    return Math.floorMod(candidateId.getLeastSignificantBits(), 10) == 0
        ? null
        : UUID.nameUUIDFromBytes(("document of " + candidateId).getBytes(StandardCharsets.UTF_8));
  }

  private enum Need {
    JOB_OFFER,
    STUDIES
  }

  /** Picks one to three pools that the country offers, and adds their requirements. */
  private static List<WantedPool> fitting(
      SplittableRandom random, SeasonFacts.Country country, Set<Need> needs) {
    var wanted = new ArrayList<WantedPool>();
    while (wanted.isEmpty()) {
      for (SeasonFacts.Pool pool : country.offered()) {
        if (random.nextInt(100) < wanting(pool.id()) && wanted.size() < 3) {
          wanted.add(new WantedPool(pool.id().getCategory(), pool.id().getStream()));
        }
      }
    }
    for (WantedPool pool : wanted) {
      switch (pool.getCategory()) {
        case YOUNG_PROFESSIONALS -> needs.add(Need.JOB_OFFER);
        case INTERNATIONAL_COOP -> needs.add(Need.STUDIES);
        case WORKING_HOLIDAY, UNKNOWN -> {}
      }
    }
    return wanted;
  }

  /** Percentage of the country's people who want a pool. */
  static int wanting(PoolId pool) {
    return switch (pool.getCategory()) {
      case WORKING_HOLIDAY -> 85;
      case YOUNG_PROFESSIONALS -> pool.getStream() == null ? 18 : 5;
      case INTERNATIONAL_COOP -> 9;
      case UNKNOWN -> 0;
    };
  }

  private LocalDate birthDate(
      SplittableRandom random, SeasonFacts.Country country, List<WantedPool> wanted) {
    int maxAge =
        country.offered().stream()
            .filter(pool -> wanted.contains(wantedOf(pool)))
            .mapToInt(pool -> pool.rule().orElseThrow().getMaxAge())
            .min()
            .orElseThrow();
    LocalDate opens = calendar.fridayOf(0);
    LocalDate ends = calendar.fridayOf(calendar.weeks());
    if (random.nextDouble() < AGEING) {
      // The last eligible day is within the season.
      long day = random.nextLong(ChronoUnit.DAYS.between(opens, ends));
      return opens.plusDays(day).plusDays(1).minusYears(maxAge + 1L);
    }
    LocalDate oldest = ends.plusDays(1).minusYears(maxAge + 1L);
    LocalDate youngest = opens.minusDays(1).minusYears(18);
    // The younger of two random ages, so that most people are young.
    long span = ChronoUnit.DAYS.between(oldest, youngest);
    return oldest.plusDays(Math.max(random.nextLong(span), random.nextLong(span)));
  }

  /**
   * Moves a birth date so that no age limit falls on a tick. Ticks are on Mondays and Thursdays,
   * when Tuesday and Friday have already begun in the east.
   */
  private LocalDate awayFromTicks(LocalDate born, SeasonFacts.Country country) {
    LocalDate day = born;
    for (int tries = 0; tries < 40 && changesOnTick(day, country); tries++) {
      day = day.plusDays(1);
    }
    return day;
  }

  private boolean changesOnTick(LocalDate born, SeasonFacts.Country country) {
    for (SeasonFacts.Pool pool : country.offered()) {
      EligibilityRule rule = pool.rule().orElseThrow();
      for (LocalDate lastDay :
          List.of(
              Rules.birthday(born, rule.getMaxAge() + 1).minusDays(1),
              Rules.birthday(born, rule.getMinAge()).minusDays(1))) {
        boolean near =
            lastDay.isAfter(calendar.fridayOf(-2))
                && lastDay.isBefore(calendar.fridayOf(calendar.weeks() + 1));
        if (near
            && (lastDay.getDayOfWeek() == DayOfWeek.MONDAY
                || lastDay.getDayOfWeek() == DayOfWeek.THURSDAY)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean mustLiveAtHome(SeasonFacts.Country country, WantedPool wanted) {
    return country.offered().stream()
        .filter(pool -> wantedOf(pool).equals(wanted))
        .anyMatch(pool -> pool.rule().orElseThrow().getResidence() == Residence.OWN_COUNTRY);
  }

  private static int leastParticipations(SeasonFacts.Country country, List<WantedPool> wanted) {
    return country.offered().stream()
        .filter(pool -> wanted.contains(wantedOf(pool)))
        .mapToInt(pool -> pool.rule().orElseThrow().getParticipations())
        .min()
        .orElse(1);
  }

  private static WantedPool general(Category category) {
    return WantedPool.newBuilder().setCategory(category).build();
  }

  private static WantedPool wantedOf(SeasonFacts.Pool pool) {
    return new WantedPool(pool.id().getCategory(), pool.id().getStream());
  }

  private String other(SplittableRandom random, SeasonFacts.Country country) {
    List<SeasonFacts.Country> all = facts.countries();
    int i = random.nextInt(all.size());
    return (all.get(i).equals(country) ? all.get((i + 1) % all.size()) : all.get(i)).code();
  }

  private static int pick(SplittableRandom random, double[] weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    double left = random.nextDouble(sum);
    for (int i = 0; i < weights.length; i++) {
      left -= weights[i];
      if (left < 0) {
        return i;
      }
    }
    return weights.length - 1;
  }
}
