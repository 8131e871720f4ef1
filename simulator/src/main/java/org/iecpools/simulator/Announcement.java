package org.iecpools.simulator;

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
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.Residence;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The facts that operators announce before a season: countries, pools, quotas and eligibility
 * rules. Read from {@code season-YEAR.json} in this module.
 */
record Announcement(int season, List<Country> countries) {

  /** The seasons that are shipped. */
  static final List<Integer> SHIPPED = List.of(2021, 2026);

  /**
   * A participating country.
   *
   * @param code ISO 3166-1 alpha-2
   * @param zone time zone of its people
   */
  record Country(String code, String name, ZoneId zone, List<Pool> pools) {

    /** The pools that the season's plan names. */
    List<Pool> offered() {
      return pools.stream().filter(pool -> pool.rule().isPresent()).toList();
    }
  }

  /**
   * A pool of the season.
   *
   * @param rule who may enter; empty if the category is not offered
   */
  record Pool(PoolId id, Quota quota, Optional<EligibilityRule> rule) {}

  /**
   * Reads a season.
   *
   * @throws IllegalArgumentException if the season is not shipped
   */
  static Announcement of(int season) {
    try (InputStream in = Announcement.class.getResourceAsStream("season-" + season + ".json")) {
      if (in == null) {
        throw new IllegalArgumentException(
            "season %d is not shipped; these are: %s".formatted(season, SHIPPED));
      }
      return read(JsonMapper.shared().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Announcement read(JsonNode json) {
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
              List.copyOf(pools)));
    }
    return new Announcement(season, List.copyOf(countries));
  }

  private static Pool pool(int season, String country, JsonNode json) {
    Category category = Category.valueOf(json.get("category").asString());
    String stream = json.has("stream") ? json.get("stream").asString() : null;
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
    return new Pool(new PoolId(season, country, category, stream), quota, rule);
  }

  private static Quota quota(JsonNode json) {
    return json.isNumber() ? Quotas.of(json.asInt()) : Quotas.parse(json.asString());
  }
}
