package org.iecpools.invitation.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Header;
import org.iecpools.domain.Texts;
import org.iecpools.invitation.stream.DeadLetterReads;
import org.iecpools.invitation.stream.DeadLetterReads.Letter;
import org.iecpools.invitation.stream.DeadLetterReads.Whole;
import org.iecpools.kafka.DeadLetter;
import org.iecpools.kafka.DeadLetterLog;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kit.access.RequiresScope;
import org.iecpools.kit.access.Scope;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.RequestReader;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Shows dead letters in the operator console, one request at a time. */
@Hidden
@RestController
final class DeadLettersController {

  /** Maximum number of letters in a list. */
  private static final int SHOWN = 100;

  /** Maximum length of a filter in characters. */
  private static final int MAX_FILTER = 200;

  /** Maximum number of bytes of a value, key or header that are shown. */
  private static final int MAX_SHOWN = 8_192;

  private static final Duration WAIT = Duration.ofSeconds(5);

  private final DeadLetterReads letters;
  private final EventCodec codec;

  /** Each request reads the whole topic. */
  private final Semaphore free = new Semaphore(1, true);

  DeadLettersController(DeadLetterReads letters, EventCodec codec) {
    this.letters = letters;
    this.codec = codec;
  }

  /**
   * Dead letters.
   *
   * @param byTopic number of all that were wanted, by topic of the refused record
   * @param letters the latest of them, the latest first
   */
  record Letters(Map<String, Integer> byTopic, List<Letter> letters) {}

  @RequiresScope(Scope.DEAD_LETTERS_READ)
  @GetMapping("/console/api/dead-letters")
  Letters list(HttpServletRequest request) {
    Faults faults = new Faults();
    RequestReader query = RequestReader.parameters(request, faults);
    Optional<String> topic = query.optional("topic").text(MAX_FILTER);
    Optional<String> reason =
        query.optional("reason").text(MAX_FILTER).map(text -> text.toLowerCase(Locale.ROOT));
    boolean open = query.optional("open").flag().orElse(false);
    query.end();
    Problems.throwBadRequest(faults);
    DeadLetterReads.Found found =
        alone(
            () ->
                letters.find(
                    letter ->
                        !(open && letter.redriven())
                            && topic
                                .filter(name -> !letter.place().startsWith(name + "/"))
                                .isEmpty()
                            && reason
                                .filter(
                                    text ->
                                        !letter.reason().toLowerCase(Locale.ROOT).contains(text))
                                .isEmpty(),
                    SHOWN));
    return new Letters(new TreeMap<>(found.byTopic()), found.latest());
  }

  /**
   * A whole letter.
   *
   * @param event the record as it can be decoded, or why it cannot
   * @param redrivenTo where its record was sent again; absent if it was not
   * @param command which sends the record again
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record LetterDetails(
      String place,
      Instant time,
      String service,
      String reason,
      String key,
      int valueBytes,
      boolean cut,
      String event,
      List<HeaderView> headers,
      @Nullable String redrivenTo,
      String command) {}

  /** A header of a letter. */
  record HeaderView(String name, String value) {}

  @RequiresScope(Scope.DEAD_LETTERS_READ)
  @GetMapping("/console/api/dead-letters/{topic}/{partition}/{offset}")
  LetterDetails letter(
      @PathVariable("topic") String topic,
      @PathVariable("partition") String partition,
      @PathVariable("offset") String offset) {
    String place = String.join("/", topic, partition, offset);
    return alone(() -> letters.letter(place, this::details))
        .orElseThrow(
            () ->
                new Problem(
                    FaultCode.UNKNOWN_DEAD_LETTER,
                    "There is no dead letter for %s.".formatted(Texts.escaped(place))));
  }

  private LetterDetails details(Whole whole) {
    DeadLetter letter = whole.letter();
    byte @Nullable [] value = letter.record().value();
    List<HeaderView> headers = new ArrayList<>();
    for (Header header : letter.record().headers()) {
      headers.add(new HeaderView(Texts.escaped(header.key()), text(header.value())));
    }
    return new LetterDetails(
        letter.place(),
        letter.time(),
        letter.service(),
        letter.reason(),
        text(letter.key()),
        value == null ? 0 : value.length,
        letter.isCut(),
        event(value),
        headers,
        whole.redrivenTo().orElse(null),
        "./iec dead-letters redrive " + letter.place());
  }

  private String event(byte @Nullable [] value) {
    if (value == null) {
      return "none";
    }
    try {
      return Texts.escaped(codec.decode(value).toString());
    } catch (EventCodec.Undecodable | SchemaRegistry.Unavailable e) {
      return Texts.escaped("cannot be decoded: " + e.getMessage());
    }
  }

  private static String text(byte @Nullable [] bytes) {
    if (bytes == null) {
      return "none";
    }
    byte[] shown = Arrays.copyOf(bytes, Math.min(MAX_SHOWN, bytes.length));
    try {
      return Texts.escaped(UTF_8.newDecoder().decode(ByteBuffer.wrap(shown)).toString());
    } catch (CharacterCodingException e) {
      return "0x" + HexFormat.of().formatHex(shown);
    }
  }

  private <T> T alone(Supplier<T> reading) {
    boolean taken;
    try {
      taken = free.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      taken = false;
    }
    if (!taken) {
      throw new Problem(
          FaultCode.OVERLOADED, "The dead letters are being read already; try again soon.");
    }
    try {
      return reading.get();
    } catch (DeadLetterLog.Unreadable e) {
      throw new Problem(FaultCode.KAFKA_DOWN, String.valueOf(e.getMessage()));
    } finally {
      free.release();
    }
  }
}
