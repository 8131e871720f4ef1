package org.iecpools.stats.web.page;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.iecpools.domain.Reference;
import org.iecpools.events.Category;
import org.iecpools.kit.web.Value;
import org.iecpools.stats.domain.Rating;
import org.iecpools.stats.web.TableRow;

/**
 * What the address of a season's table selects. Nothing in it is refused: a value that cannot be
 * used is ignored and named in {@code faults}, so that a mistyped link still shows the table.
 *
 * @param country beginning of a country's name, or its code; empty for all
 * @param category category of the pools; empty for all
 * @param rating rating of the chance; empty for all
 * @param open whether only pools with a round to come are shown
 * @param sort the column by which rows are sorted
 * @param down whether in descending order
 * @param days the days of the numbers
 * @param faults keys of the texts about the values that were ignored
 */
public record SeasonQuery(
    String country,
    Optional<Category> category,
    Optional<Rating> rating,
    boolean open,
    Sort sort,
    boolean down,
    Days days,
    List<String> faults) {

  /** The names of the parameters. */
  static final List<String> PARAMETERS =
      List.of("country", "category", "rating", "open", "sort", "order", "asOf", "knownAt");

  private static final int LONGEST_COUNTRY = 60;

  /** The columns of the table. */
  public enum Sort {
    COUNTRY(false),
    CATEGORY(false),
    STATE(false),
    CHANCE(true),
    CANDIDATES(true),
    NEXT(false),
    SPOTS(true);

    private final boolean downFirst;

    Sort(boolean downFirst) {
      this.downFirst = downFirst;
    }

    /** The value in addresses. */
    public String slug() {
      return PagePaths.slug(name());
    }

    /** Whether it is first sorted in descending order, so that the most is at the top. */
    public boolean downFirst() {
      return downFirst;
    }

    /** Whether its values are digits, which are aligned at the right. */
    public boolean numeric() {
      return this == CANDIDATES || this == SPOTS;
    }
  }

  /**
   * Reads the parameters of a request.
   *
   * @param today the current day in Toronto; later days are ignored
   */
  static SeasonQuery of(HttpServletRequest request, LocalDate today) {
    List<String> faults = new ArrayList<>();
    String country = Objects.requireNonNullElse(request.getParameter("country"), "").strip();
    Sort sort =
        named(request, "sort", Sort.values(), Sort::slug, faults, "fault.sort")
            .orElse(Sort.COUNTRY);
    String order = Objects.requireNonNullElse(request.getParameter("order"), "");
    return new SeasonQuery(
        country.substring(0, Math.min(country.length(), LONGEST_COUNTRY)),
        named(
            request,
            "category",
            Value.known(Category.class).toArray(Category[]::new),
            category -> PagePaths.slug(category.name()),
            faults,
            "fault.category"),
        named(
            request,
            "rating",
            Rating.values(),
            rating -> PagePaths.slug(rating.name()),
            faults,
            "fault.rating"),
        "1".equals(request.getParameter("open")),
        sort,
        order.equals("down") || order.isEmpty() && sort.downFirst(),
        Days.of(request, today, faults),
        List.copyOf(faults));
  }

  private static <E> Optional<E> named(
      HttpServletRequest request,
      String parameter,
      E[] values,
      Function<E, String> slug,
      List<String> faults,
      String fault) {
    String text = Objects.requireNonNullElse(request.getParameter(parameter), "");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String wanted = PagePaths.slug(text);
    Optional<E> found =
        Arrays.stream(values).filter(value -> slug.apply(value).equals(wanted)).findFirst();
    if (found.isEmpty()) {
      faults.add(fault);
    }
    return found;
  }

  /** Last day that is included; empty for the live numbers. */
  public Optional<LocalDate> asOf() {
    return days.asOf();
  }

  /** Whether a row is shown. */
  boolean shows(TableRow row) {
    return Reference.shipped().isFoundBy(country, row.pool().getCountry())
        && category.map(row.pool().getCategory()::equals).orElse(true)
        && rating.map(row.rating()::equals).orElse(true)
        && !(open && row.chance().isEmpty());
  }

  /** The query string without a column's order, and with this one. */
  public String sortedBy(Sort column) {
    boolean reversed = column == sort ? !down : column.downFirst();
    return text(column, reversed);
  }

  /** The query string; empty if everything has its default. */
  public String text() {
    return text(sort, down);
  }

  private String text(Sort column, boolean descending) {
    Map<String, String> parameters = filters();
    if (column != Sort.COUNTRY || descending) {
      parameters.put("sort", column.slug());
      parameters.put("order", descending ? "down" : "up");
    }
    return join(parameters);
  }

  /** The parameters that select the rows shown. */
  private Map<String, String> filters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (!country.isEmpty()) {
      parameters.put("country", country);
    }
    category.ifPresent(value -> parameters.put("category", PagePaths.slug(value.name())));
    rating.ifPresent(value -> parameters.put("rating", PagePaths.slug(value.name())));
    if (open) {
      parameters.put("open", "1");
    }
    parameters.putAll(days.parameters());
    return parameters;
  }

  /** The parameters that no visible field of the form has; a submitted form keeps them. */
  public Map<String, String> unseen() {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (down != sort.downFirst()) {
      parameters.put("order", down ? "down" : "up");
    }
    days.knownAt().ifPresent(value -> parameters.put("knownAt", value.toString()));
    return parameters;
  }

  static String join(Map<String, String> parameters) {
    StringBuilder text = new StringBuilder();
    parameters.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return text.toString();
  }
}
