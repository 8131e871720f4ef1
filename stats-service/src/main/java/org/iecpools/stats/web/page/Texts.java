package org.iecpools.stats.web.page;

import java.text.MessageFormat;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.ResourceBundle;
import org.iecpools.domain.Reference;
import org.iecpools.domain.Weeks;
import org.iecpools.events.Category;
import org.iecpools.events.PoolId;
import org.iecpools.feed.Figure;
import org.iecpools.stats.domain.Amount;
import org.iecpools.stats.domain.PastRound;
import org.iecpools.stats.domain.PoolState;
import org.iecpools.stats.domain.Rating;
import org.iecpools.stats.web.PublishedFigures;
import org.iecpools.stats.web.TableRow;
import org.jspecify.annotations.Nullable;

/**
 * The texts of the pages in one language, and numbers, dates and names as that language writes
 * them. The texts are in {@code pages_en.properties} and {@code pages_fr.properties}; {@link
 * MessageFormat} fills in arguments and chooses plurals.
 */
public final class Texts {

  private static final String BUNDLE = "org.iecpools.stats.web.page.pages";

  /** The character that Unicode has for an object in a text. */
  private static final String OBJECT = "\uFFFC";

  private static final DateTimeFormatter WEEK_OF =
      DateTimeFormatter.ofPattern("'Week of' MMMM d, uuuu", Locale.ENGLISH);

  private static final Texts ENGLISH = new Texts(Language.ENGLISH);
  private static final Texts FRENCH = new Texts(Language.FRENCH);

  private final Language language;
  private final ResourceBundle bundle;

  private Texts(Language language) {
    this.language = language;
    this.bundle =
        ResourceBundle.getBundle(
            BUNDLE,
            Locale.of(language.code()),
            Texts.class.getClassLoader(),
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  /** The texts of a language. */
  public static Texts of(Language language) {
    return language == Language.FRENCH ? FRENCH : ENGLISH;
  }

  /** The language. */
  public Language language() {
    return language;
  }

  /**
   * A text.
   *
   * @param arguments for {@code {0}} and so on; numbers are grouped as the language does it
   * @throws java.util.MissingResourceException if there is no such text
   */
  public String text(String key, Object... arguments) {
    String pattern = bundle.getString(key);
    return arguments.length == 0
        ? pattern
        : new MessageFormat(pattern, language.locale()).format(arguments);
  }

  /**
   * A text with an element in it.
   *
   * @param before the text before the element
   * @param after the text after it
   */
  public record Around(String before, String after) {}

  /**
   * A text in two parts, around its argument {@code {0}}.
   *
   * @param others the arguments from {@code {1}} on
   */
  public Around around(String key, Object... others) {
    List<Object> arguments = new ArrayList<>(List.of(OBJECT));
    arguments.addAll(Arrays.asList(others));
    String whole = text(key, arguments.toArray());
    int at = whole.indexOf(OBJECT);
    return new Around(whole.substring(0, at), whole.substring(at + OBJECT.length()));
  }

  /** A number with its digits grouped. */
  public String number(long number) {
    return NumberFormat.getIntegerInstance(language.locale()).format(number);
  }

  /** A number with so many digits after the decimal point. */
  public String decimal(double number, int digits) {
    NumberFormat format = NumberFormat.getNumberInstance(language.locale());
    format.setMinimumFractionDigits(digits);
    format.setMaximumFractionDigits(digits);
    return format.format(number);
  }

  /** A number with its digits grouped; a dash if it is not known. */
  public String number(OptionalLong number) {
    return number.isPresent() ? number(number.getAsLong()) : "–";
  }

  /** A number with its digits grouped; a dash if it is not known. */
  public String numberOrDash(@Nullable Integer number) {
    return number == null ? "–" : number(number);
  }

  /** Who publishes figures. */
  public String publisher(PublishedFigures published) {
    return publisher(published.source());
  }

  /** Who publishes figures, such as IRCC for {@code ircc}. */
  public String publisher(String source) {
    return source.toUpperCase(Locale.ROOT);
  }

  /** A published figure, as this language writes it. A blank is a dash. */
  public String figure(Figure figure) {
    return switch (figure) {
      case Figure.Number number -> number((long) number.value());
      case Figure.Blank _ -> "–";
      case Figure.Unlimited _ -> text("amount.UNLIMITED");
      case Figure.ToBeAnnounced _ -> text("amount.TO_BE_ANNOUNCED");
      case Figure.NotApplicable _ -> text("rating.NOT_APPLICABLE");
      case Figure.NotAccepting _ -> text("source.notAccepting");
    };
  }

  /**
   * The week of a published round. What IRCC usually writes is written as this language does it,
   * and anything else as it is stated.
   */
  public String statedRound(String stated) {
    try {
      return text("source.week", day(LocalDate.parse(stated, WEEK_OF)));
    } catch (DateTimeParseException _) {
      return Figure.parse(stated)
          .filter(Figure.ToBeAnnounced.class::isInstance)
          .map(this::figure)
          .orElse(stated);
    }
  }

  /** The published rating as a word; a dash if none is stated. */
  public String rating(PublishedFigures published) {
    return published.rating().map(this::rating).orElse("–");
  }

  /** The revision of a round with the reason of its last correction. */
  public String correction(PastRound round) {
    return round.correction() == null
        ? text("round.revision", round.revision())
        : text("round.corrected", round.revision(), round.correction());
  }

  /** A change with its sign; a change of 0 has none. */
  public String signed(long change) {
    return change > 0 ? "+" + number(change) : number(change).replace('-', '−');
  }

  /** A change with its sign; a dash if it is not known. */
  public String signed(OptionalLong change) {
    return change.isPresent() ? signed(change.getAsLong()) : "–";
  }

  /** A number of permits, or the word instead. */
  public String amount(Amount amount) {
    return switch (amount) {
      case Amount.Permits permits -> number(permits.number());
      case Amount.Word word -> text("amount." + word.name());
    };
  }

  /**
   * A chance in percent. 0 % and 100 % mean exactly nobody and everyone; other values are not
   * rounded to them.
   *
   * @param chance 0 to 1
   */
  public String percent(double chance) {
    NumberFormat percent = NumberFormat.getPercentInstance(language.locale());
    if (chance > 0 && chance < 0.01) {
      return text("percent.lessThan", percent.format(0.01));
    }
    if (chance > 0.99 && chance < 1) {
      return text("percent.moreThan", percent.format(0.99));
    }
    return percent.format(Math.floor(chance * 100 + 1e-9) / 100);
  }

  /**
   * A chance as odds, such as "about 1 in 9".
   *
   * @param chance 0 to 1
   */
  public String odds(double chance) {
    if (chance == 0) {
      return text("odds.nobody");
    }
    if (chance == 1) {
      return text("odds.everyone");
    }
    // From 0.4 on, tenths are closer than one in a whole number.
    return chance < 0.4
        ? text("odds.oneIn", number(Math.round(1 / chance)))
        : text("odds.inTen", number(Math.clamp((long) Math.floor(chance * 10), 4, 9)));
  }

  /** A rating as a word. */
  public String rating(Rating rating) {
    return text("rating." + rating.name());
  }

  /**
   * The rating of a chance as a word, with the chance in percent. An empty pool has none, because
   * there is nobody of whom the percentage would be true.
   */
  public String chance(TableRow row) {
    return row.chance().isEmpty() || row.candidatesInPool().orElse(0) == 0
        ? rating(row.rating())
        : text(
            "chance.inWordsAndNumber", rating(row.rating()), percent(row.chance().getAsDouble()));
  }

  /** The state of a pool in a few words. */
  public String state(PoolState state) {
    return text("state." + state.name());
  }

  /** The spots available of the quota; the word of a quota without a number. */
  public String spots(TableRow row) {
    return row.quota() instanceof Amount.Permits
        ? text("spots.ofQuota", amount(row.spotsAvailable()), amount(row.quota()))
        : amount(row.quota());
  }

  /** The name of a country; its code if it has no name. */
  public String country(String code) {
    return language == Language.ENGLISH
        ? Reference.shipped().countryName(code)
        : Locale.of("", code).getDisplayCountry(language.locale());
  }

  /** The name of a category. */
  public String category(Category category) {
    return text("category." + category.name());
  }

  /** The name of a pool's category, with its stream if it has one. */
  public String category(PoolId pool) {
    return pool.getStream() == null
        ? category(pool.getCategory())
        : text("category.stream", category(pool.getCategory()), pool.getStream().replace('_', ' '));
  }

  /** The country, category and season of a pool. */
  public String title(PoolId pool) {
    return text(
        "pool.title",
        country(pool.getCountry()),
        category(pool),
        Integer.toString(pool.getSeason()));
  }

  /** A day, such as "April 12, 2026". */
  public String day(LocalDate day) {
    return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
        .withLocale(language.locale())
        .format(day);
  }

  /** A day without its year, such as "Apr 12". */
  public String shortDay(LocalDate day) {
    return DateTimeFormatter.ofPattern(text("pattern.shortDay"), language.locale()).format(day);
  }

  /** The programme's day of an instant, without its year. */
  public String shortDay(Instant at) {
    return shortDay(Weeks.day(at));
  }

  /** An instant with day, time and zone, without its year, such as "Apr 12, 14:00 EDT". */
  public String shortDayTimeAndZone(Instant at) {
    return DateTimeFormatter.ofPattern(text("pattern.shortDayTimeAndZone"), language.locale())
        .format(at.atZone(Weeks.ZONE));
  }

  /** An instant with weekday, date and time in Toronto, such as "Monday, April 12, 12:00". */
  public String dayAndTime(Instant at) {
    return DateTimeFormatter.ofPattern(text("pattern.dayAndTime"), language.locale())
        .format(at.atZone(Weeks.ZONE));
  }

  /** An instant with date, time and zone, such as "November 29, 2026, 12:04 EST". */
  public String dateTimeAndZone(Instant at) {
    ZonedDateTime local = at.atZone(Weeks.ZONE);
    return DateTimeFormatter.ofPattern(text("pattern.dateTimeAndZone"), language.locale())
        .format(local);
  }
}
