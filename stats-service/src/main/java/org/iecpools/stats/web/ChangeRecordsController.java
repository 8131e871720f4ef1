package org.iecpools.stats.web;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.kit.web.Unavailable;
import org.iecpools.kit.web.Value;
import org.iecpools.stats.stream.ChangeLog;
import org.iecpools.stats.stream.ChangeLog.Numbered;
import org.iecpools.stats.stream.ChangeLog.Slice;
import org.iecpools.stats.stream.OlderChanges;
import org.iecpools.stats.web.ChangeListeners.Limits;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Serves the changes, and ends all streams before the server waits for its requests. */
@RestController
final class ChangeRecordsController
    implements ChangeRecordsApi, ApplicationListener<ContextClosedEvent> {

  private static final int USUAL_PAGE = 100;

  private final ChangeLog log;
  private final OlderChanges older;
  private final ChangeListeners listeners;

  /**
   * @param limits only tests have others than the usual ones
   */
  ChangeRecordsController(
      ChangeLog log, OlderChanges older, ObjectProvider<Limits> limits, MeterRegistry meters) {
    this.log = log;
    this.older = older;
    this.listeners = new ChangeListeners(log, older, limits.getIfAvailable(() -> Limits.USUAL));
    meters.gauge("iec.stats.changes.streams", listeners, ChangeListeners::open);
  }

  @Override
  public ResponseEntity<SseEmitter> stream(HttpServletRequest asked) {
    Faults faults = new Faults();
    RequestReader in = RequestReader.parameters(asked, faults);
    ChangeFilter filter = ChangeFilter.read(in);
    Optional<ChangeId> parameter = id(in.optional("lastEventId"));
    String header = asked.getHeader(ChangeListeners.LAST_ID);
    Optional<ChangeId> last =
        header == null || header.isBlank()
            ? parameter
            : id(RequestReader.header(ChangeListeners.LAST_ID, header, faults));
    in.end();
    faults.throwIfAny(HttpStatus.BAD_REQUEST, VersionedQuery.BAD_REQUEST);
    long position = last.map(this::position).orElseGet(log::next);
    // A problem can only be answered before the stream begins.
    listeners.after(position, 1);
    return EventStream.answer(asked, () -> listeners.open(position, filter));
  }

  @Override
  public ResponseEntity<ChangeBody.Page> history(HttpServletRequest asked) {
    Faults faults = new Faults();
    RequestReader in = RequestReader.parameters(asked, faults);
    ChangeFilter filter = ChangeFilter.read(in);
    Optional<ChangeId> after = id(in.optional("after"));
    int limit = in.optional("limit").integer(1, ChangeListeners.BATCH).orElse(USUAL_PAGE);
    in.end();
    faults.throwIfAny(HttpStatus.BAD_REQUEST, VersionedQuery.BAD_REQUEST);
    long position = after.map(this::position).orElseGet(() -> beforeLast(limit));
    Slice slice = listeners.after(position, limit);
    List<ChangeBody> changes =
        slice.changes().stream()
            .filter(numbered -> filter.includes(numbered.change()))
            .map(numbered -> ChangeBody.of(numbered, log.id()))
            .toList();
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noCache())
        .body(
            new ChangeBody.Page(
                changes, ChangeId.of(slice.next(), log.id()).text(), slice.next() < log.next()));
  }

  private long beforeLast(int limit) {
    List<Numbered> last = log.last(limit);
    return last.isEmpty() ? log.next() : last.getLast().offset();
  }

  private static Optional<ChangeId> id(Value value) {
    return value.as(FaultCode.BAD_CHANGE_ID, "the id of a change, unchanged", ChangeId::parse);
  }

  /** The position of an id; another instance may have sent one that this one has not reached. */
  private long position(ChangeId id) {
    boolean isOurs = id.log() == ChangeId.of(0, log.id()).log();
    if (!isOurs || id.position() > log.next() && id.position() > end()) {
      throw new Problem(
          FaultCode.CHANGE_ID_OF_ANOTHER_LOG,
          "This id is of another Kafka cluster, or of a topic that has been created again since."
              + " Begin without an id, and request the numbers once.");
    }
    return id.position();
  }

  private long end() {
    try {
      return older.end();
    } catch (KafkaException e) {
      throw new Unavailable("the end of the changes cannot be looked up now", e);
    }
  }

  @Override
  public void onApplicationEvent(ContextClosedEvent event) {
    listeners.close();
  }
}
