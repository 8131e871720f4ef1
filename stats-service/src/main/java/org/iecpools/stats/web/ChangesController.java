package org.iecpools.stats.web;

import jakarta.servlet.http.HttpServletRequest;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.stream.AnswerVersions;
import org.iecpools.stats.web.ChangeStreams.Limits;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Serves the stream of changes, and ends all streams before the server waits for its requests. */
@RestController
final class ChangesController implements ChangesApi, ApplicationListener<ContextClosedEvent> {

  private final ChangeStreams streams;

  /**
   * @param limits only tests have others than the usual ones
   */
  ChangesController(
      Dashboard dashboard,
      Publications publications,
      ServiceClock clock,
      AnswerVersions versions,
      ObjectProvider<Limits> limits) {
    this.streams =
        new ChangeStreams(
            () -> dashboard.changes() + publications.changes(),
            () -> versions.read(clock::instant, at -> at).version().token(),
            limits.getIfAvailable(() -> Limits.USUAL));
  }

  @Override
  public ResponseEntity<SseEmitter> changes(HttpServletRequest asked) {
    Faults faults = new Faults();
    RequestReader.parameters(asked, faults).end();
    faults.throwIfAny(HttpStatus.BAD_REQUEST, VersionedQuery.BAD_REQUEST);
    return EventStream.answer(asked, streams::open);
  }

  @Override
  public void onApplicationEvent(ContextClosedEvent event) {
    streams.close();
  }
}
