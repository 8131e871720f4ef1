package org.iecpools.invitation.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.iecpools.domain.EventIds;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.invitation.stream.Announcements;
import org.iecpools.invitation.stream.OrderLog;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.kit.web.Uuids;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Distinguishes the repeat of a request from another request with the same key. Orders, corrections
 * and announcements of all countries share one scope. Every instance knows the requests on the log;
 * only this one knows the requests that it is writing.
 */
public final class IdempotencyKeys {

  private static final int MAX_IN_FLIGHT = 10_000;
  private static final UUID NO_ID = new UUID(0, 0);

  private final OrderLog orders;
  private final Announcements announcements;
  private final Map<UUID, String> inFlight =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, String> eldest) {
          return size() > MAX_IN_FLIGHT;
        }
      };

  /**
   * @param orders orders on the log
   * @param announcements announcements on the log
   */
  public IdempotencyKeys(OrderLog orders, Announcements announcements) {
    this.orders = orders;
    this.announcements = announcements;
  }

  /**
   * The id that a request's Idempotency-Key denotes.
   *
   * @param key null without the header
   * @return empty if there is no key, or an invalid one
   */
  static Optional<UUID> id(@Nullable String key, Faults faults) {
    return RequestReader.header("Idempotency-Key", key, faults)
        .idempotencyKey()
        .map(text -> Uuids.parse(text).orElseGet(() -> EventIds.of("IdempotencyKey", text)));
  }

  /** The id of an order: its Idempotency-Key, or the field {@code commandId}. */
  static Optional<UUID> idOfOrder(RequestReader order, @Nullable String key, Faults faults) {
    Optional<UUID> byHeader = id(key, faults);
    Optional<UUID> byBody = order.optional("commandId").uuid();
    if (key != null && byBody.isPresent() && !byBody.equals(byHeader)) {
      order.fault(
          "commandId",
          FaultCode.KEYS_DIFFER,
          "commandId and the Idempotency-Key differ; send one of them, or the same UUID in both.");
    }
    return byBody.or(() -> byHeader);
  }

  /**
   * Claims a key for a request, before it is published.
   *
   * @return whether the request is a repeat
   * @throws Problem 422 if another request has used the key
   */
  boolean claim(UUID id, String fingerprint) {
    Optional<String> before = logged(id);
    synchronized (inFlight) {
      if (before.isEmpty()) {
        before = Optional.ofNullable(inFlight.putIfAbsent(id, fingerprint));
      }
    }
    before.ifPresent(known -> checkSame(id, known, fingerprint));
    return before.isPresent();
  }

  /**
   * Publishes a request unless it is already on the log.
   *
   * @return whether the request is a repeat
   * @throws Problem 422 if another request has used the key
   */
  boolean publishOnce(UUID id, String fingerprint, Runnable publish) {
    if (isLogged(id, fingerprint)) {
      return true;
    }
    boolean repeat = claim(id, fingerprint);
    try {
      // Also a repeat whose first request is still in flight: the task decides once per id.
      publish.run();
    } catch (RuntimeException e) {
      release(id);
      throw e;
    }
    return repeat;
  }

  /** Releases the key of a request that was not acknowledged. */
  void release(UUID id) {
    synchronized (inFlight) {
      inFlight.remove(id);
    }
  }

  /**
   * Whether a request is on the log.
   *
   * @throws Problem 422 if the log has another request with its key
   */
  boolean isLogged(UUID id, String fingerprint) {
    Optional<String> before = logged(id);
    before.ifPresent(known -> checkSame(id, known, fingerprint));
    return before.isPresent();
  }

  private Optional<String> logged(UUID id) {
    return orders
        .fingerprint(id)
        .or(() -> announcements.event(id).map(IdempotencyKeys::fingerprint));
  }

  private static void checkSame(UUID id, String known, String fingerprint) {
    if (!known.equals(fingerprint) && !known.equals(OrderLog.NOT_STATED)) {
      throw Problems.keyReused(id);
    }
  }

  /**
   * The fingerprint of an order.
   *
   * @param what kind of the request and the resource in its path
   */
  static String fingerprint(String what, JsonNode body) {
    StringBuilder text = new StringBuilder(what).append('\n');
    canonical(body, true, text);
    return sha256(text.toString());
  }

  /** The fingerprint of an announcement: everything that it states, except its id and time. */
  static String fingerprint(SeasonsEvent event) {
    SeasonsEvent timeless =
        switch (event) {
          case SeasonPlanned e ->
              SeasonPlanned.newBuilder(e).setEventId(NO_ID).setOccurredAt(Instant.EPOCH).build();
          case QuotaAnnounced e ->
              QuotaAnnounced.newBuilder(e).setEventId(NO_ID).setOccurredAt(Instant.EPOCH).build();
          case PublicationTimeSet e ->
              PublicationTimeSet.newBuilder(e)
                  .setEventId(NO_ID)
                  .setOccurredAt(Instant.EPOCH)
                  .build();
          case AnnouncementWithdrawn e ->
              AnnouncementWithdrawn.newBuilder(e)
                  .setEventId(NO_ID)
                  .setOccurredAt(Instant.EPOCH)
                  .build();
        };
    return sha256(timeless.getClass().getSimpleName() + timeless);
  }

  /** Appends the body without its command id, with sorted fields and without white space. */
  private static void canonical(JsonNode node, boolean top, StringBuilder text) {
    if (node.isObject()) {
      Map<String, JsonNode> fields = new TreeMap<>();
      node.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
      if (top) {
        fields.remove("commandId");
      }
      text.append('{');
      fields.forEach(
          (name, value) -> {
            text.append(name.length()).append(':').append(name).append('=');
            canonical(value, false, text);
          });
      text.append('}');
    } else if (node.isArray()) {
      text.append('[');
      node.forEach(
          element -> {
            canonical(element, false, text);
            text.append(',');
          });
      text.append(']');
    } else {
      text.append(node);
    }
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
