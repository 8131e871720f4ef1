package org.iecpools.transparency;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which logs and witnesses are trusted, in the format tlog-policy. */
public final class WitnessPolicy {

  /** Far above the 32 that the specification recommends. */
  private static final int MAX_LINES = 10_000;

  private static final String NONE = "none";

  /** A log that is trusted. Its name is the origin of its checkpoints. */
  public record TrustedLog(NoteKey key, Optional<URI> url) {}

  /** A witness that is trusted. */
  public record TrustedWitness(String name, NoteKey key, Optional<URI> url) {}

  /** Whether a checkpoint is valid by a policy. */
  public sealed interface Judgement {}

  /**
   * A listed log has signed the checkpoint, and a quorum of witnesses has cosigned it.
   *
   * @param since the earliest time at which the quorum was complete, according to the cosignatures;
   *     empty if the policy requires none
   * @param times the earliest cosignature of each listed witness
   */
  public record Satisfied(
      Checkpoint checkpoint, Optional<Instant> since, Map<String, Instant> times)
      implements Judgement {
    public Satisfied {
      times = Map.copyOf(times);
    }
  }

  /**
   * @param reason one sentence
   */
  public record NotSatisfied(String reason) implements Judgement {}

  /** What a line has defined: a witness or a group. */
  private sealed interface Member {}

  private record Single(TrustedWitness witness) implements Member {}

  private record Group(int threshold, List<Member> members) implements Member {
    Group {
      members = List.copyOf(members);
    }
  }

  private final List<TrustedLog> logs;
  private final List<TrustedWitness> witnesses;
  private final Optional<Member> quorum;

  private WitnessPolicy(
      List<TrustedLog> logs, List<TrustedWitness> witnesses, Optional<Member> quorum) {
    this.logs = List.copyOf(logs);
    this.witnesses = List.copyOf(witnesses);
    this.quorum = quorum;
  }

  /**
   * Reads the content of a policy file.
   *
   * @throws Malformed with every fault, one a line
   */
  public static WitnessPolicy parse(byte[] file) {
    return new Parser().parse(file);
  }

  public List<TrustedLog> logs() {
    return logs;
  }

  public List<TrustedWitness> witnesses() {
    return witnesses;
  }

  /** Whether the checkpoint is signed by a listed log and cosigned by the quorum. */
  public boolean isSatisfiedBy(SignedNote note) {
    return judge(note) instanceof Satisfied;
  }

  /** Whether the quorum was complete before this time. False if the policy requires no quorum. */
  public boolean isSatisfiedBefore(Instant time, SignedNote note) {
    return judge(note) instanceof Satisfied satisfied
        && satisfied.since().filter(since -> since.isBefore(time)).isPresent();
  }

  /** Judges a checkpoint. An invalid signature of a listed key makes it invalid. */
  public Judgement judge(SignedNote note) {
    Checkpoint checkpoint;
    try {
      checkpoint = Checkpoint.parse(note.text());
    } catch (Malformed e) {
      return new NotSatisfied("the note is not a checkpoint: " + e.getMessage());
    }
    boolean isSigned = false;
    for (TrustedLog log : logs) {
      switch (note.status(log.key())) {
        case VALID -> isSigned |= log.key().name().equals(checkpoint.origin());
        case INVALID -> {
          return new NotSatisfied("the signature of log %s is invalid".formatted(log.key().name()));
        }
        case ABSENT -> {}
      }
    }
    if (!isSigned) {
      return new NotSatisfied("no listed log has signed the checkpoint of its origin");
    }
    Map<TrustedWitness, Instant> times = new LinkedHashMap<>();
    for (TrustedWitness witness : witnesses) {
      switch (note.status(witness.key())) {
        case VALID -> times.put(witness, earliest(note, witness.key()));
        case INVALID -> {
          return new NotSatisfied(
              "the cosignature of witness %s is invalid".formatted(witness.name()));
        }
        case ABSENT -> {}
      }
    }
    Map<String, Instant> named = new LinkedHashMap<>();
    times.forEach((witness, time) -> named.put(witness.name(), time));
    if (quorum.isEmpty()) {
      return new Satisfied(checkpoint, Optional.empty(), named);
    }
    return since(quorum.get(), times)
        .<Judgement>map(since -> new Satisfied(checkpoint, Optional.of(since), named))
        .orElseGet(
            () ->
                new NotSatisfied(
                    "%d of %d listed witnesses have cosigned, which is not a quorum"
                        .formatted(times.size(), witnesses.size())));
  }

  private static Instant earliest(SignedNote note, NoteKey key) {
    return note.signaturesOf(key).stream().map(key::timeOf).min(Instant::compareTo).orElseThrow();
  }

  /** When the member had witnessed the checkpoint: a group, when its threshold was reached. */
  private static Optional<Instant> since(Member member, Map<TrustedWitness, Instant> times) {
    return switch (member) {
      case Single single -> Optional.ofNullable(times.get(single.witness()));
      case Group group ->
          group.members().stream()
              .flatMap(each -> since(each, times).stream())
              .sorted()
              .skip(group.threshold() - 1L)
              .findFirst();
    };
  }

  /** Reads the lines of one file and collects their faults. */
  private static final class Parser {
    private final List<String> faults = new ArrayList<>();
    private final List<TrustedLog> logs = new ArrayList<>();
    private final List<TrustedWitness> witnesses = new ArrayList<>();
    private final Map<String, Member> members = new HashMap<>();
    private final Set<String> used = new HashSet<>();
    private final Set<String> logKeys = new HashSet<>();
    private final Set<String> witnessKeys = new HashSet<>();
    private Optional<Member> quorum = Optional.empty();
    private boolean hasQuorum;

    WitnessPolicy parse(byte[] file) {
      // The format defines octets: two names are the same only if their octets are.
      String text = new String(file, StandardCharsets.ISO_8859_1);
      String[] lines = text.split("\n", -1);
      if (lines.length > MAX_LINES) {
        throw new Malformed("a policy has more than %,d lines".formatted(MAX_LINES));
      }
      for (int i = 0; i < lines.length; i++) {
        try {
          read(lines[i]);
        } catch (Malformed e) {
          faults.add("line %d: %s".formatted(i + 1, e.getMessage()));
        }
      }
      if (!text.isEmpty() && !text.endsWith("\n")) {
        faults.add("line %d: does not end with a line break".formatted(lines.length));
      }
      if (!hasQuorum) {
        faults.add("there is no line with the quorum");
      }
      if (!faults.isEmpty()) {
        throw new Malformed(String.join("\n", faults));
      }
      return new WitnessPolicy(logs, witnesses, quorum);
    }

    private void read(String line) {
      if (line.chars().anyMatch(c -> c == 0x7f || (c < ' ' && c != '\t'))) {
        throw new Malformed("contains a control character");
      }
      String stripped = line.replaceAll("^[ \t]+|[ \t]+$", "");
      if (stripped.isEmpty() || stripped.startsWith("#")) {
        return;
      }
      List<String> words = List.of(stripped.split("[ \t]+"));
      switch (words.getFirst()) {
        case "log" -> readLog(words);
        case "witness" -> readWitness(words);
        case "group" -> readGroup(words);
        case "quorum" -> readQuorum(words);
        default -> throw new Malformed("does not begin with log, witness, group or quorum");
      }
    }

    private void readLog(List<String> words) {
      checkCount(words, 2, 3, "log VKEY [URL]");
      NoteKey key = key(words.get(1), KeyType.ED25519);
      if (!logKeys.add(key.encodedKey())) {
        throw new Malformed("the key of this log is listed twice");
      }
      logs.add(new TrustedLog(key, url(words, 2)));
    }

    private void readWitness(List<String> words) {
      checkCount(words, 3, 4, "witness NAME VKEY [URL]");
      NoteKey key = key(words.get(2), KeyType.COSIGNATURE_V1);
      TrustedWitness witness = new TrustedWitness(utf8(words.get(1)), key, url(words, 3));
      define(words.get(1), new Single(witness));
      if (!witnessKeys.add(key.encodedKey())) {
        throw new Malformed("the key of this witness is listed twice");
      }
      witnesses.add(witness);
    }

    private void readGroup(List<String> words) {
      checkCount(words, 4, Integer.MAX_VALUE, "group NAME all|any|NUMBER MEMBER...");
      List<Member> found = new ArrayList<>();
      for (String name : words.subList(3, words.size())) {
        found.add(member(name));
        if (!used.add(name)) {
          throw new Malformed("%s is a member of a group already".formatted(utf8(name)));
        }
      }
      long threshold =
          switch (words.get(2)) {
            case "all" -> found.size();
            case "any" -> 1;
            default -> Canonical.number(words.get(2), "the number of members");
          };
      if (threshold < 1 || threshold > found.size()) {
        throw new Malformed("the number of members must be from 1 to %d".formatted(found.size()));
      }
      define(words.get(1), new Group((int) threshold, found));
    }

    private void readQuorum(List<String> words) {
      checkCount(words, 2, 2, "quorum NAME");
      if (hasQuorum) {
        throw new Malformed("the quorum is defined twice");
      }
      hasQuorum = true;
      if (!words.get(1).equals(NONE)) {
        quorum = Optional.of(member(words.get(1)));
      }
    }

    private void define(String name, Member member) {
      if (name.equals(NONE) || members.putIfAbsent(name, member) != null) {
        throw new Malformed("the name %s is taken".formatted(utf8(name)));
      }
    }

    private Member member(String name) {
      Member member = members.get(name);
      if (member == null) {
        throw new Malformed("%s is not defined on an earlier line".formatted(utf8(name)));
      }
      return member;
    }

    private static void checkCount(List<String> words, int least, int most, String form) {
      if (words.size() < least || words.size() > most) {
        throw new Malformed("the form is: " + form);
      }
    }

    private static NoteKey key(String octets, KeyType type) {
      NoteKey key =
          NoteKey.parse(
              Canonical.utf8(octets.getBytes(StandardCharsets.ISO_8859_1), "a verifier key"));
      if (key.type() != type) {
        throw new Malformed("the key must be of type " + type);
      }
      return key;
    }

    private static Optional<URI> url(List<String> words, int position) {
      if (words.size() <= position) {
        return Optional.empty();
      }
      String text = utf8(words.get(position));
      try {
        URI url = new URI(text);
        if (url.getHost() != null
            && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
          return Optional.of(url);
        }
      } catch (URISyntaxException _) {
        // The same fault as a URL of another kind.
      }
      throw new Malformed("%s is not an address with http or https".formatted(text));
    }

    /** For messages. Octets that are not UTF-8 are replaced. */
    private static String utf8(String octets) {
      return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
  }
}
