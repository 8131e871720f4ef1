package org.iecpools.domain;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.iecpools.events.Category;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.PoolId;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.Residence;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reference data of real seasons that ships with the project: quotas, eligibility rules and country
 * names. It is used where nothing has been announced, and demonstrations announce it. The files are
 * {@code /org/iecpools/reference/*.json}; their README describes the format and the sources.
 */
public final class Reference {

  private static final Reference SHIPPED = read();

  private final List<Integer> seasons;
  private final Map<String, String> countries;
  private final Map<String, String> codes;
  private final Map<String, Set<String>> beginnings;
  private final Map<PoolId, Quota> quotas;
  private final Map<PoolId, EligibilityRule> rules;

  private Reference(
      List<Integer> seasons,
      Map<String, String> countries,
      Map<String, String> codes,
      Map<String, Set<String>> beginnings,
      Map<PoolId, Quota> quotas,
      Map<PoolId, EligibilityRule> rules) {
    this.seasons = List.copyOf(seasons);
    this.countries = Collections.unmodifiableMap(countries);
    this.codes = Collections.unmodifiableMap(codes);
    this.beginnings = Collections.unmodifiableMap(beginnings);
    this.quotas = Collections.unmodifiableMap(quotas);
    this.rules = Collections.unmodifiableMap(rules);
  }

  /** The reference data that ships with the project. */
  public static Reference shipped() {
    return SHIPPED;
  }

  /** Seasons with reference data, ascending. */
  public List<Integer> seasons() {
    return seasons;
  }

  /**
   * Pools of a season, including those that are not offered, by country name and then in drawing
   * order.
   */
  public Set<PoolId> pools(int season) {
    return quotas.keySet().stream()
        .filter(pool -> pool.getSeason() == season)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Countries that take part in a season, as codes in ascending order. */
  public Set<String> countries(int season) {
    return pools(season).stream()
        .map(PoolId::getCountry)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** A pool's quota as last published for its season; empty for unknown pools. */
  public Optional<Quota> quota(PoolId pool) {
    return Optional.ofNullable(quotas.get(pool));
  }

  /** A pool's eligibility rule; empty for pools that are not offered or unknown. */
  public Optional<EligibilityRule> rule(PoolId pool) {
    return Optional.ofNullable(rules.get(pool));
  }

  /** Whether a string is an ISO 3166-1 alpha-2 code in upper case. */
  public boolean isCountry(String code) {
    return countries.containsKey(code);
  }

  /** A country's English name; the code itself if it is unknown. */
  public String countryName(String code) {
    return countries.getOrDefault(code, code);
  }

  /**
   * The code of a country.
   *
   * @param text its code, its English or French name, or another name such as UK or Holland; case,
   *     accents and punctuation are ignored
   */
  public Optional<String> country(String text) {
    String code = text.strip().toUpperCase(Locale.ROOT);
    return isCountry(code) ? Optional.of(code) : Optional.ofNullable(codes.get(plain(text)));
  }

  /**
   * Whether a text is a country's code, or the beginning of a word in its English or French name,
   * or the beginning of another name of it. Case, accents and punctuation are ignored.
   *
   * @param code of the country
   */
  public boolean isFoundBy(String text, String code) {
    String wanted = words(text);
    return text.strip().equalsIgnoreCase(code)
        || beginnings.getOrDefault(code, Set.of()).stream()
            .anyMatch(name -> name.startsWith(wanted));
  }

  /** A name without case, accents and punctuation; its words are separated by single spaces. */
  private static String words(String name) {
    return folded(name).replaceAll("[^a-z]+", " ").strip();
  }

  /** A name without case, accents, spaces and punctuation. */
  private static String plain(String name) {
    return folded(name).replaceAll("[^a-z]", "");
  }

  private static String folded(String name) {
    return Normalizer.normalize(name.replace("&", "and"), Normalizer.Form.NFD)
        .replaceAll("\\p{M}", "")
        .toLowerCase(Locale.ROOT);
  }

  private static Reference read() {
    JsonMapper mapper = JsonMapper.builder().build();
    JsonNode world = json(mapper, "countries.json");
    Map<String, String> countries = new LinkedHashMap<>();
    world
        .get("countries")
        .properties()
        .forEach(e -> countries.put(e.getKey(), e.getValue().asString()));
    Map<String, String> codes = new HashMap<>();
    Map<String, Set<String>> beginnings = new HashMap<>();
    JsonNode others = json(mapper, "country-names.json");
    countries.forEach((code, name) -> addName(name, code, codes, beginnings));
    others
        .get("french")
        .properties()
        .forEach(e -> addName(e.getValue().asString(), e.getKey(), codes, beginnings));
    others
        .get("aliases")
        .properties()
        .forEach(
            e -> {
              String code = e.getValue().asString();
              codes.put(plain(e.getKey()), code);
              beginnings.computeIfAbsent(code, _ -> new HashSet<>()).add(words(e.getKey()));
            });
    List<Integer> seasons =
        world.get("seasons").valueStream().map(JsonNode::asInt).sorted().toList();
    Map<PoolId, Quota> quotas = new LinkedHashMap<>();
    Map<PoolId, EligibilityRule> rules = new LinkedHashMap<>();
    for (int season : seasons) {
      for (JsonNode row : json(mapper, "season-" + season + ".json").get("pools")) {
        PoolId pool = pool(season, row);
        quotas.put(pool, quota(row.get("quota")));
        if (!row.get("rule").isNull()) {
          rules.put(pool, rule(row.get("rule")));
        }
      }
    }
    return new Reference(seasons, countries, codes, beginnings, quotas, rules);
  }

  private static void addName(
      String name, String code, Map<String, String> codes, Map<String, Set<String>> beginnings) {
    codes.put(plain(name), code);
    Set<String> ofCountry = beginnings.computeIfAbsent(code, _ -> new HashSet<>());
    String rest = words(name);
    while (!rest.isEmpty()) {
      ofCountry.add(rest);
      rest = rest.contains(" ") ? rest.substring(rest.indexOf(' ') + 1) : "";
    }
  }

  private static PoolId pool(int season, JsonNode row) {
    PoolId.Builder pool =
        PoolId.newBuilder()
            .setSeason(season)
            .setCountry(row.get("country").asString())
            .setCategory(Category.valueOf(row.get("category").asString()));
    if (!row.get("stream").isNull()) {
      pool.setStream(row.get("stream").asString());
    }
    return pool.build();
  }

  private static Quota quota(JsonNode node) {
    Quota.Builder quota = Quota.newBuilder();
    if (node.isInt()) {
      return quota.setKind(QuotaKind.NUMBER).setPermits(node.asInt()).build();
    }
    return quota
        .setKind(
            switch (node.asString()) {
              case "unlimited" -> QuotaKind.UNLIMITED;
              case "to be announced" -> QuotaKind.TO_BE_ANNOUNCED;
              case "not offered" -> QuotaKind.NOT_OFFERED;
              default -> throw new IllegalStateException("not a quota: " + node);
            })
        .build();
  }

  private static EligibilityRule rule(JsonNode node) {
    return EligibilityRule.newBuilder()
        .setMinAge(node.get("minAge").asInt())
        .setMaxAge(node.get("maxAge").asInt())
        .setJobOffer(node.get("jobOffer").asBoolean())
        .setStudent(node.get("student").asBoolean())
        .setPlacement(node.get("placement").asBoolean())
        .setParticipations(node.get("participations").asInt())
        .setResidence(Residence.valueOf(node.get("residence").asString()))
        .build();
  }

  private static JsonNode json(JsonMapper mapper, String name) {
    try (InputStream in = Reference.class.getResourceAsStream("/org/iecpools/reference/" + name)) {
      if (in == null) {
        throw new IllegalStateException("missing from the jar: " + name);
      }
      return mapper.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
