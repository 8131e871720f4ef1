package org.iecpools.simulator.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.iecpools.events.Category;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.Residence;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The facts that operators announce before a season: countries, pools, quotas and eligibility
 * rules. Read from {@code season-YEAR.json} in this module.
 */
public record SeasonFacts(int season, List<Country> countries) {

  /** The seasons whose facts are in this module. */
  public static final List<Integer> SHIPPED = List.of(2021, 2026);

  /** Takes a copy. */
  public SeasonFacts {
    countries = List.copyOf(countries);
  }

  /**
   * A participating country.
   *
   * @param code ISO 3166-1 alpha-2
   * @param zone time zone of its people
   */
  public record Country(String code, String name, ZoneId zone, List<Pool> pools) {

    /** Takes a copy. */
    public Country {
      pools = List.copyOf(pools);
    }

    /** The pools that the season's plan names. */
    public List<Pool> offered() {
      return pools.stream().filter(pool -> pool.rule().isPresent()).toList();
    }
  }

  /**
   * A pool of the season.
   *
   * @param rule who may enter; empty if the category is not offered
   */
  public record Pool(PoolId id, Quota quota, Optional<EligibilityRule> rule) {}

  /**
   * Reads a season.
   *
   * @throws IllegalArgumentException if there are no facts of the season
   */
  public static SeasonFacts of(int season) {
    try (InputStream in = SeasonFacts.class.getResourceAsStream("season-" + season + ".json")) {
      if (in == null) {
        throw new IllegalArgumentException(
            "season %d is not available; expected one of %s".formatted(season, SHIPPED));
      }
      return read(JsonMapper.shared().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SeasonFacts read(JsonNode json) {
    int season = json.get("season").asInt();
    var countries = new ArrayList<Country>();
    for (JsonNode country : json.get("countries")) {
      var pools = new ArrayList<Pool>();
      for (JsonNode pool : country.get("pools")) {
        pools.add(pool(season, country.get("code").asString(), pool));
      }
      countries.add(
          new Country(
              country.get("code").asString(),
              country.get("name").asString(),
              ZoneId.of(country.get("zone").asString()),
              pools));
    }
    return new SeasonFacts(season, countries);
  }

  private static Pool pool(int season, String country, JsonNode json) {
    Category category = Category.valueOf(json.get("category").asString());
    PoolId id =
        json.has("stream")
            ? new PoolId(season, country, category, json.get("stream").asString())
            : PoolIds.of(season, country, category);
    Quota quota = quota(json.get("quota"));
    Optional<EligibilityRule> rule =
        quota.getKind() == QuotaKind.NOT_OFFERED
            ? Optional.empty()
            : Optional.of(
                EligibilityRule.newBuilder()
                    .setMinAge(json.get("minAge").asInt())
                    .setMaxAge(json.get("maxAge").asInt())
                    .setParticipations(json.get("participations").asInt())
                    .setResidence(Residence.valueOf(json.get("residence").asString()))
                    .setJobOffer(category == Category.YOUNG_PROFESSIONALS)
                    .setStudent(category == Category.INTERNATIONAL_COOP)
                    .setPlacement(category == Category.INTERNATIONAL_COOP)
                    .build());
    return new Pool(id, quota, rule);
  }

  private static Quota quota(JsonNode json) {
    return json.isNumber() ? Quotas.of(json.asInt()) : Quotas.parse(json.asString());
  }
}
