package org.iecpools.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.iecpools.events.Category;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.PoolId;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.Residence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {

  private final Reference reference = Reference.shipped();

  private static PoolId pool(int season, String country, Category category, String stream) {
    return new PoolId(season, country, category, stream);
  }

  private Quota quota(int season, String country, Category category) {
    return reference.quota(pool(season, country, category, null)).orElseThrow();
  }

  @Test
  void theSeason2021HasItsTwentyThreeCountriesAndAllFourKindsOfQuota() {
    assertThat(reference.countries(2021)).hasSize(23);
    assertThat(reference.pools(2021)).hasSize(69);
    assertThat(quota(2021, "AU", Category.WORKING_HOLIDAY).getKind())
        .isEqualTo(QuotaKind.UNLIMITED);
    assertThat(quota(2021, "LU", Category.INTERNATIONAL_COOP).getKind())
        .isEqualTo(QuotaKind.TO_BE_ANNOUNCED);
    assertThat(quota(2021, "CH", Category.WORKING_HOLIDAY).getKind())
        .isEqualTo(QuotaKind.NOT_OFFERED);
    assertThat(quota(2021, "IE", Category.WORKING_HOLIDAY)).isEqualTo(Given.permits(10_500));
  }

  @Test
  void theLatestStatementOfASeasonCounts() {
    assertThat(quota(2025, "KR", Category.WORKING_HOLIDAY)).isEqualTo(Given.permits(11_570));
    assertThat(quota(2025, "GB", Category.WORKING_HOLIDAY)).isEqualTo(Given.permits(9_660));
  }

  @Test
  void specialStreamsArePoolsOfTheirOwn() {
    assertThat(reference.quota(pool(2026, "FR", Category.YOUNG_PROFESSIONALS, "VIE")))
        .contains(Given.permits(650));
    assertThat(reference.rule(pool(2026, "ES", Category.YOUNG_PROFESSIONALS, "ICEX_VIVES")))
        .hasValueSatisfying(rule -> assertThat(rule.getMaxAge()).isEqualTo(30));
  }

  @Test
  void everyPoolThatIsOfferedHasARuleThatFitsItsCategory() {
    assertThat(reference.seasons()).containsExactly(2021, 2023, 2025, 2026);
    for (int season : reference.seasons()) {
      assertThat(reference.pools(season))
          .isNotEmpty()
          .allSatisfy(
              pool -> {
                assertThat(reference.isCountry(pool.getCountry())).isTrue();
                Optional<EligibilityRule> rule = reference.rule(pool);
                assertThat(rule.isEmpty())
                    .isEqualTo(
                        reference.quota(pool).orElseThrow().getKind() == QuotaKind.NOT_OFFERED);
                rule.ifPresent(
                    some -> {
                      assertThat(some.getMinAge()).isEqualTo(18);
                      assertThat(some.getMaxAge()).isBetween(29, 35);
                      assertThat(some.getJobOffer())
                          .isEqualTo(pool.getCategory() == Category.YOUNG_PROFESSIONALS);
                      assertThat(some.getStudent())
                          .isEqualTo(pool.getCategory() == Category.INTERNATIONAL_COOP);
                      assertThat(some.getPlacement()).isEqualTo(some.getStudent());
                    });
              });
    }
  }

  @Test
  void rulesAreTheAgreementsOwn() {
    assertThat(reference.rule(pool(2026, "BE", Category.WORKING_HOLIDAY, null)))
        .hasValueSatisfying(
            rule -> {
              assertThat(rule.getMaxAge()).isEqualTo(30);
              assertThat(rule.getParticipations()).isEqualTo(1);
              assertThat(rule.getResidence()).isEqualTo(Residence.OWN_COUNTRY);
            });
    assertThat(
            reference
                .rule(pool(2021, "GB", Category.WORKING_HOLIDAY, null))
                .orElseThrow()
                .getMaxAge())
        .isEqualTo(30);
    assertThat(
            reference
                .rule(pool(2026, "GB", Category.WORKING_HOLIDAY, null))
                .orElseThrow()
                .getMaxAge())
        .isEqualTo(35);
  }

  @Test
  void theHighestAgeIs30Or35NowAndWas29ForSomeBefore() {
    assertThat(highestAges(2026)).containsExactlyInAnyOrder(30, 35);
    assertThat(highestAges(2023)).containsExactlyInAnyOrder(29, 30, 35);
  }

  private Set<Integer> highestAges(int season) {
    return reference.pools(season).stream()
        .flatMap(pool -> reference.rule(pool).stream())
        .map(EligibilityRule::getMaxAge)
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @CsvSource({
    "IE, IE",
    "ie, IE",
    "Ireland, IE",
    "irlande, IE",
    "Éire, IE",
    "UK, GB",
    "royaume uni, GB",
    "Czechia, CZ",
    "Czech Republic, CZ",
    "Tchequie, CZ",
    "Holland, NL",
    "Japon, JP",
    "JAPAN, JP",
    "hong-kong, HK",
    "Bosnia and Herzegovina, BA",
    "Nigeria, NG",
    "Niger, NE",
    "Corée du Sud, KR"
  })
  void aCountryIsFoundByItsNames(String name, String code) {
    assertThat(reference.country(name)).contains(code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?", "ZZ", "Atlantis", "Irelan"})
  void noCountryIsFoundByAnyOtherText(String text) {
    assertThat(reference.country(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', IE",
    "ie, IE",
    "IREL, IE",
    "rep, IE",
    "uk, GB",
    "royaume, GB",
    "uni, GB",
    "kong, HK",
    "hong k, HK",
    "japo, JP",
    "holl, NL",
    "tchequie, CZ",
    "cote d ivoire, CI"
  })
  void aCountryIsFoundByTheBeginningOfAName(String text, String code) {
    assertThat(reference.isFoundBy(text, code)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "ireland, GB",
    "land, IE",
    "uk, FR",
    "eland, IE",
    "irelands, IE",
    "i e, IE",
    "ie, DE"
  })
  void aCountryIsNotFoundByAnotherPartOfAName(String text, String code) {
    assertThat(reference.isFoundBy(text, code)).isFalse();
  }

  @Test
  void everyCountryIsFoundByItsEnglishName() {
    for (String code : Locale.getISOCountries()) {
      if (reference.isCountry(code)) {
        assertThat(reference.country(reference.countryName(code))).contains(code);
      }
    }
  }

  @Test
  void countriesHaveNames() {
    assertThat(reference.countryName("IE")).isEqualTo("Ireland");
    assertThat(reference.countryName("KR")).isEqualTo("South Korea");
    assertThat(reference.countryName("ZZ")).isEqualTo("ZZ");
    assertThat(reference.isCountry("ie")).isFalse();
  }
}
