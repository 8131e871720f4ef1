package org.iecpools.stats.web.page;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.iecpools.domain.Weeks;
import org.iecpools.stats.domain.PoolOverview;
import org.iecpools.stats.web.TableRow;
import org.iecpools.stats.web.page.share.ShareImage;
import org.iecpools.stats.web.page.share.ShareImage.Value;
import org.springframework.stereotype.Component;

/**
 * Draws the images for previews of links. An image is drawn again only if something in it has
 * changed, and one at a time, so that requests cannot use more than one processor for it.
 */
@Component
final class ShareImages {

  /** Both languages of all pools of a season; about 30 kB each. */
  static final int MOST_KEPT = 250;

  /** In the order of their last use. */
  private final LinkedHashMap<ShareImage, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);

  /** The image of a pool. */
  byte[] png(Texts in, PoolLine line, Instant now) {
    ShareImage image = image(in, line, now);
    synchronized (kept) {
      byte[] known = kept.get(image);
      if (known != null) {
        return known;
      }
      byte[] drawn = image.png();
      if (kept.size() >= MOST_KEPT) {
        kept.pollFirstEntry();
      }
      kept.put(image, drawn);
      return drawn;
    }
  }

  /** What is drawn. It has the day of the numbers and no time, so that it changes rarely. */
  static ShareImage image(Texts in, PoolLine line, Instant now) {
    TableRow row = line.row();
    String season = in.text("season.title", Integer.toString(line.pool().getSeason()));
    Optional<String> state = line.overview().map(PoolOverview::state).map(in::state);
    Value chance = new Value(in.text("share.chance"), in.chance(row));
    Optional<Value> instead =
        state
            .filter(_ -> row.chance().isEmpty())
            .map(text -> new Value(in.text("column.state"), text));
    return new ShareImage(
        in.text("site"),
        in.text("badge.label", in.country(line.pool().getCountry()), in.category(line.pool())),
        state
            .filter(_ -> instead.isEmpty())
            .map(text -> in.text("share.season", season, text))
            .or(
                () ->
                    row.published()
                        .filter(_ -> row.isPublishedOnly())
                        .map(stated -> in.text("share.season", season, in.publisher(stated))))
            .orElse(season),
        instead.orElse(chance),
        row.rating(),
        new Value(in.text("column.candidates"), in.number(row.candidatesInPool())),
        new Value(
            in.text("column.next"),
            line.next()
                .map(next -> in.text("time.inToronto", in.dayAndTime(next.at())))
                .orElse("–")),
        in.text(
            "share.asOf", in.day(row.isPublishedOnly() ? Weeks.day(row.asOf()) : Weeks.day(now))));
  }
}
