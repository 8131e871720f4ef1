package org.iecpools.stats.web.page;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.iecpools.stats.domain.DoubleEntry;
import org.iecpools.stats.domain.Rebuilds;
import org.iecpools.stats.domain.Row;

/**
 * The model of the status page.
 *
 * @param frame what surrounds it
 * @param season the season of the anomalies; empty while none is known
 * @param odd rows with anomalies, by country name
 * @param draws how the double entry of draws stands
 * @param rebuild the latest rebuild of the statistics
 * @param lastWeek the Friday of the season's last publication; empty before the first
 * @param read the publications of others that were read
 */
public record StatusPage(
    Frame frame,
    Optional<Integer> season,
    List<Row> odd,
    DoubleEntry.Totals draws,
    Rebuilds.State rebuild,
    Optional<LocalDate> lastWeek,
    ReadPublications read) {}
