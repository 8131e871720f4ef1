package org.iecpools.simulator.season;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.iecpools.events.PoolId;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.simulator.upstream.SeasonFacts;
import org.junit.jupiter.api.Test;

class PopulationTest {

  private final Calendar calendar = new Calendar(2021, 48);

  @Test
  void theSeasonOf2021Has23CountriesAndAllKindsOfQuota() {
    var facts = SeasonFacts.of(2021);

    assertThat(facts.countries()).hasSize(23);
    assertThat(
            facts.countries().stream()
                .flatMap(country -> country.pools().stream())
                .map(pool -> pool.quota().getKind()))
        .contains(
            QuotaKind.NUMBER,
            QuotaKind.UNLIMITED,
            QuotaKind.TO_BE_ANNOUNCED,
            QuotaKind.NOT_OFFERED);
  }

  @Test
  void theSeasonOf2026HasTheSpecialStreams() {
    assertThat(
            SeasonFacts.of(2026).countries().stream()
                .flatMap(country -> country.pools().stream())
                .map(pool -> pool.id().getStream()))
        .contains("VIE", "ICEX_VIVES");
  }

  @Test
  void mostPeopleAreEligibleForTheirPoolsSomeForAPartAndSomeForNone() {
    List<Person> people = Population.of(SeasonFacts.of(2021), calendar, 10_000, 1);
    var rules = new Rules();
    Operators.of(Scenario.ANNOUNCED, SeasonFacts.of(2021), calendar, 10_000, 1)
        .announce(calendar.turns().getFirst())
        .forEach(
            announcement -> {
              if (announcement.event() instanceof SeasonPlanned plan) {
                rules.planned(plan);
              }
            });
    Predicate<PoolId> open = pool -> false;
    int none = 0;
    int some = 0;
    for (Person person : people) {
      Instant now = calendar.turns().get(15).now();
      ProfileSubmitted form = person.profile(2021, now);
      int admitted = rules.admitted(form, open, now).size();
      if (admitted == 0) {
        none++;
      } else if (admitted < form.getWanted().size()) {
        some++;
      }
    }

    assertThat(none).isBetween(400, 900);
    assertThat(some).isBetween(300, 800);
  }

  @Test
  void peopleHaveCitizenshipsOfSmallLargeAndUnknownCountries() {
    List<Person> people = Population.of(SeasonFacts.of(2021), calendar, 5_000, 3);

    assertThat(people.stream().map(Person::citizenship)).contains("SM", "IE", "AU", "ZZ");
  }
}
