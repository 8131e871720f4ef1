package org.iecpools.invitation.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundRun;
import org.iecpools.invitation.domain.BeaconChoice;
import org.iecpools.invitation.domain.DrawnProfiles;
import org.iecpools.invitation.stream.InvitationReads;
import org.iecpools.invitation.stream.RoundLog;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.Peers;
import org.iecpools.kit.web.RequestReader;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves bundles. The list is read from the store and written in chunks, because a large one should
 * not be in memory.
 */
@RestController
final class BundlesController implements BundlesApi {

  /** A correction changes a bundle; nothing else does after the log of rounds has its events. */
  private static final CacheControl CACHED =
      CacheControl.maxAge(Duration.ofMinutes(1)).cachePublic();

  /** Hexadecimal digits of a pseudonym. */
  private static final int DIGITS = 32;

  private static final String END = "\"}\n";

  private final RoundLog log;
  private final InvitationReads reads;
  private final Peers peers;
  private final Installation installation;
  private final PublishedRounds published;

  BundlesController(
      RoundLog log,
      InvitationReads reads,
      Peers peers,
      Installation installation,
      PublishedRounds published) {
    this.log = log;
    this.reads = reads;
    this.peers = peers;
    this.installation = installation;
    this.published = published;
  }

  @Override
  public void bundle(
      String season,
      String country,
      String roundId,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Faults faults = new Faults();
    RequestReader.parameters(request, faults).end();
    RoundPath path = RoundPath.read(season, country, roundId, faults);
    RoundRun run = find(path);
    if (!peers.writeAnswerOfOwner(request, response, InvitationReads.BY_COUNTRY, path.country())) {
      write(path, run, request, response);
    }
  }

  private RoundRun find(RoundPath path) {
    UUID roundId = path.roundId();
    boolean isToCome =
        log.run(roundId).isEmpty()
            && log.announcements(roundId).stream()
                .anyMatch(it -> PoolIds.country(it.getPool()).equals(path.country()));
    if (isToCome) {
      throw log.cancellation(roundId)
          .map(Problems::notDrawn)
          .orElseGet(() -> Problems.notDrawn(roundId));
    }
    RoundRun run = path.find(log);
    if (run.getSeq() == null) {
      throw Problems.noProof(roundId);
    }
    if (run.getBeacon() == null) {
      throw Problems.noBundle(roundId);
    }
    return run;
  }

  private void write(
      RoundPath path, RoundRun run, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    UUID roundId = path.roundId();
    byte[] header =
        reads.drawn(path.country(), roundId).orElseThrow(() -> Problems.noProof(roundId));
    byte[] begin = begin(run);
    response.setHeader(HttpHeaders.CACHE_CONTROL, CACHED.getHeaderValue());
    // The events state the root of the list, so the list need not be read for the tag.
    if (new ServletWebRequest(request, response).checkNotModified(tag(begin))) {
      return;
    }
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setContentLengthLong(
        begin.length + (long) DrawnProfiles.size(header) * DIGITS + END.length());
    OutputStream out = response.getOutputStream();
    out.write(begin);
    for (int i = 0; i < DrawnProfiles.chunks(header); i++) {
      out.write(Hex.of(reads.drawn(path.country(), roundId, i)).getBytes(US_ASCII));
    }
    out.write(END.getBytes(US_ASCII));
  }

  /** All but the list, which is the last field. */
  private byte[] begin(RoundRun run) {
    List<RoundLog.Located> events = log.events(run.getRoundId());
    List<Bundle.Entry> entries =
        events.stream().map(at -> Bundle.Entry.of(installation.cluster(), at)).toList();
    String json =
        JsonMapper.shared()
            .writeValueAsString(
                new Bundle(
                    Bundle.FORMAT,
                    run.getRoundId(),
                    PoolIds.text(run.getPool()),
                    entries,
                    installation.parameters(BeaconChoice.of(run.getBeacon()).chain()).orElse(null),
                    published.of(run.getRoundId(), events, entries),
                    null));
    return (json.substring(0, json.length() - 1) + ",\"list\":\"").getBytes(UTF_8);
  }

  private static String tag(byte[] begin) {
    try {
      return Hex.of(MessageDigest.getInstance("SHA-256").digest(begin));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
