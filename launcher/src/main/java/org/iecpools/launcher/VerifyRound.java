package org.iecpools.launcher;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.iecpools.auditor.AuditFailed;
import org.iecpools.auditor.RoundReader;
import org.iecpools.auditor.bundle.Bundle;
import org.iecpools.auditor.draw.Check;
import org.iecpools.auditor.draw.Claim;
import org.iecpools.auditor.draw.DrawLog;
import org.iecpools.auditor.draw.Finding;
import org.iecpools.auditor.draw.Rounds;
import org.iecpools.auditor.draw.Rounds.Candidacy;
import org.iecpools.auditor.draw.Rounds.Known;
import org.iecpools.auditor.draw.Verification;
import org.iecpools.auditor.published.LogChecks;
import org.iecpools.auditor.published.PublishedLog;
import org.iecpools.auditor.published.Trust;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.beacon.DrandChain;
import org.iecpools.events.PoolIds;
import org.iecpools.stack.StackException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Implements {@code iec verify-round}: verifies rounds from the event log. */
@Command(
    name = "verify-round",
    header = "Verifies rounds of the lottery from the event log alone.",
    synopsisHeading = HelpTexts.USAGE,
    descriptionHeading = "%n",
    description = {
      "Reads every event topic of a running stack from its first record and repeats the draw with an"
          + " independent implementation: the earlier commitment, the candidates who could be drawn,"
          + " the size, the tickets, the cut-off, the Merkle root, the invitations. Prints the name of"
          + " each claim, whether it holds, and the values.",
      "",
      "With --bundle, verifies one round from a file that anybody can get, without Kafka: all that"
          + " follows from its announcements, its seal, the beacon and the list of pseudonyms.",
      "",
      "Changes nothing. The stack may be in use. docs/draw.md describes how a round is drawn and what"
          + " a verification proves."
    },
    parameterListHeading = "%n",
    optionListHeading = HelpTexts.OPTIONS,
    exitCodeListHeading = HelpTexts.EXIT_CODES,
    exitCodeList = {
      "0:every claim of every requested round holds",
      "1:a claim does not hold or cannot be judged, there is no such round, or something could not"
          + " be read",
      HelpTexts.INVALID_USAGE,
      HelpTexts.INTERRUPTED
    },
    footerHeading = HelpTexts.EXAMPLES,
    footer = {
      "  ./iec verify-round --all                          next to ./iec up in another terminal",
      "  ./iec verify-round --all --season 2026 --country IE",
      "  ./iec verify-round 2026/IE/0b6c2a4e-86f5-5b2c-9a5e-0d3f4c1b2a39",
      "  ./iec verify-round 0b6c2a4e-86f5-5b2c-9a5e-0d3f4c1b2a39 --profile PROFILE_ID",
      "                                                    also one profile's ticket and path",
      "  ./iec verify-round --all --log http://127.0.0.1:8092 --log-key \"$log_key\"",
      "                                                    also by the transparency log of rounds",
      "  ./iec verify-round --bundle https://example.com/api/v1/rounds/2026/IE/ROUND/bundle",
      "                                                    one round, without Kafka",
      "  ./iec verify-round --all --json > rounds.json     for programs; progress goes to stderr"
    })
final class VerifyRound implements Callable<Integer> {

  /** Maximum number of rounds listed if the requested one does not exist. */
  private static final int MAX_LISTED = 10;

  private static final String CHAIN_INFO = "--chain-info";

  @Mixin private HelpOption help;

  @Parameters(
      arity = "0..1",
      paramLabel = "ROUND",
      description = "Id of the round, or season/country/id.")
  private @Nullable String round;

  @Option(names = "--all", description = "Verify every round that has run.")
  private boolean all;

  @Option(
      names = "--bundle",
      paramLabel = "FILE|URL",
      description =
          "Verify the round of this bundle, without Kafka; - reads it from standard input.")
  private @Nullable String bundle;

  @Option(
      names = "--season",
      paramLabel = "YEAR",
      description = "With --all: only rounds of this season.")
  private @Nullable Integer season;

  @Option(
      names = "--country",
      paramLabel = "CODE",
      description = "With --all: only rounds of this country, such as IE.")
  private @Nullable String country;

  @Option(
      names = "--profile",
      paramLabel = "ID",
      description = "Also print this profile's ticket and its path in the Merkle tree.")
  private @Nullable UUID profile;

  @Mixin private LogAddress logAddress;

  @Mixin private PublishedLogOptions publishedLog;

  @Option(
      names = CHAIN_INFO,
      paramLabel = "FILE",
      description =
          "The parameters of a beacon that is trusted besides quicknet, as a relay returns them at"
              + " /HASH/info. Default: the local beacon of the stack next to this script, if it has"
              + " one.")
  private @Nullable Path chain;

  @Option(
      names = "--json",
      description = "Print the result as JSON: every round with all its claims.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    checkUsage();
    List<BeaconChain> chains = chains();
    PrintWriter out = spec.commandLine().getOut();
    Console console = new Console(json ? spec.commandLine().getErr() : out);
    if (bundle != null) {
      return verifyBundle(bundle, chains, console);
    }
    Optional<PublishedLog> published;
    DrawLog log;
    try {
      // Before Kafka, so that everything in it is on Kafka.
      published = publishedLog.isWanted() ? Optional.of(publishedLog.read()) : Optional.empty();
      log =
          RoundReader.read(
              logAddress.bootstrapServers(),
              logAddress.registry(),
              logAddress.client(),
              console::println);
    } catch (AuditFailed e) {
      throw new StackException("no round could be verified: " + e.getMessage(), e);
    }
    console.println(
        "%,d events read, of cluster %s.".formatted(log.events().size(), log.cluster()));
    Optional<LogChecks> logChecks = published.map(it -> new LogChecks(it, log, Instant.now()));
    Rounds rounds = new Rounds(log, chains);
    List<Known> known = rounds.known();
    List<Known> wanted = wanted(known);
    List<Verification> verified = new ArrayList<>();
    for (Known each : wanted) {
      Verification verification =
          rounds
              .verify(each)
              .with(logChecks.map(checks -> checks.of(each.roundId())).orElse(List.of()));
      verified.add(verification);
      report(verification, console);
    }
    List<Known> notRun =
        all ? known.stream().filter(this::isWanted).filter(Known::announced).toList() : List.of();
    notRun.forEach(
        each ->
            console.println(
                "has not run   %s round %s, announced for %s"
                    .formatted(PoolIds.text(each.pool()), each.roundId(), each.at())));
    Optional<Candidacy> candidacy =
        profile == null || wanted.getFirst().cancelled()
            ? Optional.empty()
            : rounds.candidacy(wanted.getFirst(), profile);
    candidacy.ifPresent(its -> report(its, console));
    List<Check> ofAllRounds = logChecks.map(LogChecks::ofAllRounds).orElse(List.of());
    published.ifPresent(it -> report(it, ofAllRounds, console));
    console.println(summary(verified));
    if (json) {
      print(json(verified, notRun, candidacy, published, ofAllRounds));
    }
    return exitStatus(verified, ofAllRounds);
  }

  private int verifyBundle(String source, List<BeaconChain> chains, Console console) {
    Verification verification;
    Optional<PublishedLog> published;
    Optional<Candidacy> candidacy;
    try {
      Bundle read = Bundle.read(BundleSource.read(source, System.in));
      // After the bundle, so that it has everything that the bundle has.
      published = publishedLog.isWanted() ? Optional.of(publishedLog.read()) : Optional.empty();
      Optional<Trust> trust = publishedLog.bundleTrust();
      verification = read.verify(chains, trust, published, Optional.ofNullable(profile));
      candidacy = Optional.ofNullable(profile).map(read::candidacy);
      report(verification, console);
      candidacy.ifPresent(its -> report(its, console));
      if (trust.isEmpty()) {
        console.println(
            "  No --log-key is given: whether the transparency log has these events is not verified.");
      }
    } catch (AuditFailed e) {
      throw new StackException("the round could not be verified: " + e.getMessage(), e);
    }
    console.println("A bundle does not show");
    Bundle.NOT_SHOWN.forEach(what -> console.println("  - " + what));
    if (published.isPresent() && !verification.broken().contains(Claim.ONE_VIEW)) {
      publishedLog.keep(published.get());
    }
    console.println(summary(List.of(verification)));
    if (json) {
      Map<String, Object> body =
          json(List.of(verification), List.of(), candidacy, Optional.empty(), List.of());
      body.put("notShown", Bundle.NOT_SHOWN);
      print(body);
    }
    return exitStatus(List.of(verification), List.of());
  }

  private void print(Map<String, Object> body) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(Json.document(body));
    out.flush();
  }

  /** Prints the claims about the whole log, and keeps its checkpoint unless it is a wrong one. */
  private void report(PublishedLog published, List<Check> ofAllRounds, Console console) {
    console.println("transparency log of %,d entries".formatted(published.size()));
    ofAllRounds.forEach(check -> report(check, console));
    if (published.trust().witnesses().isEmpty()) {
      console.println(
          "  No --witness is given: whether anybody had seen the seals in time is not verified.");
    }
    boolean isWrong =
        ofAllRounds.stream()
            .anyMatch(
                check ->
                    check.claim() == Claim.ONE_VIEW && check.finding() instanceof Finding.Broken);
    if (!isWrong) {
      publishedLog.keep(published);
    }
  }

  private List<BeaconChain> chains() {
    return chain == null || StackAddresses.isOfOtherStack(spec, CHAIN_INFO)
        ? List.of(DrandChain.QUICKNET)
        : List.of(DrandChain.QUICKNET, ChainInfoFile.read(spec, chain));
  }

  private void checkUsage() {
    publishedLog.checkUsage(bundle != null);
    if (bundle != null) {
      if (all || round != null || season != null || country != null) {
        throw invalidUsage("--bundle excludes ROUND, --all, --season and --country");
      }
      if (BundleSource.isUrl(bundle)) {
        try {
          URI _ = Arguments.url(bundle);
        } catch (CommandLine.TypeConversionException e) {
          throw invalidUsage("--bundle: " + e.getMessage());
        }
      }
      return;
    }
    if (all == (round != null)) {
      throw invalidUsage("ROUND, --all or --bundle is needed");
    }
    if (!all && (season != null || country != null)) {
      throw invalidUsage("--season and --country require --all");
    }
    if (all && profile != null) {
      throw invalidUsage("--profile requires ROUND");
    }
    if (round != null && !isId(round.substring(round.lastIndexOf('/') + 1))) {
      throw invalidUsage("'%s' does not end with the id of a round".formatted(round));
    }
  }

  private static boolean isId(String text) {
    try {
      return UUID.fromString(text).toString().equals(text.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private CommandLine.ParameterException invalidUsage(String what) {
    return new CommandLine.ParameterException(spec.commandLine(), what);
  }

  // ---- selection of rounds

  /** The wanted rounds that were drawn or cancelled. */
  private List<Known> wanted(List<Known> known) {
    List<Known> wanted = known.stream().filter(this::isWanted).toList();
    List<Known> decided = wanted.stream().filter(each -> !each.announced()).toList();
    if (decided.isEmpty()) {
      throw new StackException(
          all
              ? "no round%s has run%s".formatted(of(), seasons(known))
              : wanted.isEmpty()
                  ? "the log has no round %s; %s".formatted(round, named(known))
                  : "round %s is announced but has not run yet".formatted(wanted.getFirst()));
    }
    return decided;
  }

  private boolean isWanted(Known known) {
    return all
        ? (season == null || known.pool().getSeason() == season)
            && (country == null || known.pool().getCountry().equalsIgnoreCase(country))
        : known.toString().equalsIgnoreCase(round)
            || known.roundId().toString().equalsIgnoreCase(round);
  }

  private String of() {
    return (season == null ? "" : " of season " + season)
        + (country == null ? "" : " of country " + country);
  }

  private static String seasons(List<Known> known) {
    String countries =
        known.stream()
            .filter(Known::drawn)
            .map(round -> PoolIds.country(round.pool()))
            .distinct()
            .collect(Collectors.joining(", "));
    return countries.isEmpty() ? "" : "; rounds have run of " + countries;
  }

  private static String named(List<Known> known) {
    List<Known> drawn = known.stream().filter(Known::drawn).toList();
    if (drawn.isEmpty()) {
      return "no round has run";
    }
    int left = Math.max(0, drawn.size() - MAX_LISTED);
    return "the last of the %,d that ran: %s"
        .formatted(
            drawn.size(),
            drawn.stream().skip(left).map(Known::toString).collect(Collectors.joining(", ")));
  }

  // ---- text output

  private void report(Verification verification, Console console) {
    String title =
        "%s round %s of %s"
            .formatted(
                PoolIds.text(verification.pool()), verification.roundId(), verification.at());
    if (all && verification.holds()) {
      console.println((verification.cancelled() ? "cancelled     " : "verified      ") + title);
      return;
    }
    if (all) {
      console.println("NOT VERIFIED  " + title);
    } else if (verification.cancelled()) {
      console.println(title + ": cancelled");
    } else {
      console.println(
          "%s: decision %s, %,d invited of %s drawable candidates"
              .formatted(
                  title, verification.seq(), verification.invited(), verification.drawable()));
    }
    for (Check check : verification.checks()) {
      if (!all || !(check.finding() instanceof Finding.Holds)) {
        report(check, console);
      }
    }
  }

  private static void report(Check check, Console console) {
    console.println(
        "  %-8s %-16s %s"
            .formatted(word(check.finding()), check.claim().id(), check.finding().sentence()));
  }

  private static String word(Finding finding) {
    return switch (finding) {
      case Finding.Holds _ -> "holds";
      case Finding.Broken _ -> "BROKEN";
      case Finding.NotJudged _ -> "unknown";
    };
  }

  private static void report(Candidacy its, Console console) {
    console.println(
        its.drawable()
            ? "profile %s could be drawn: leaf %d of the Merkle tree, ticket %s"
                .formatted(its.profileId(), its.index(), hex(its.ticket()))
            : "profile %s could not be drawn".formatted(its.profileId()));
    its.path().forEach(hash -> console.println("  path " + hex(hash)));
  }

  private static String summary(List<Verification> verified) {
    long holding = verified.stream().filter(Verification::holds).count();
    long cancelled = verified.stream().filter(Verification::cancelled).count();
    String rounds =
        "%,d of %,d rounds verified".formatted(holding, verified.size())
            + (cancelled == 0 ? "" : ", %,d of them cancelled".formatted(cancelled));
    if (holding == verified.size()) {
      return rounds + ": every claim holds.";
    }
    return "%s. Do not hold: %s. Cannot be judged: %s."
        .formatted(
            rounds,
            claims(verified.stream().map(Verification::broken).toList()),
            claims(verified.stream().map(Verification::notJudged).toList()));
  }

  /** The claims with the number of rounds that each concerns. */
  private static String claims(List<List<Claim>> byRound) {
    String text =
        byRound.stream()
            .flatMap(List::stream)
            .collect(Collectors.groupingBy(Claim::id, TreeMap::new, Collectors.counting()))
            .entrySet()
            .stream()
            .map(e -> e.getKey() + (byRound.size() == 1 ? "" : " (%,d)".formatted(e.getValue())))
            .collect(Collectors.joining(", "));
    return text.isEmpty() ? "none" : text;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  // ---- exit status and JSON

  private static int exitStatus(List<Verification> verified, List<Check> ofAllRounds) {
    return verified.stream().allMatch(Verification::holds)
            && ofAllRounds.stream().allMatch(check -> check.finding() instanceof Finding.Holds)
        ? CommandLine.ExitCode.OK
        : CommandLine.ExitCode.SOFTWARE;
  }

  private static Map<String, Object> json(
      List<Verification> verified,
      List<Known> notRun,
      Optional<Candidacy> candidacy,
      Optional<PublishedLog> published,
      List<Check> ofAllRounds) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("exitStatus", exitStatus(verified, ofAllRounds));
    List<Verification> drawn = verified.stream().filter(it -> !it.cancelled()).toList();
    body.put("verified", drawn.stream().filter(Verification::holds).count());
    body.put("rounds", drawn.stream().map(VerifyRound::json).toList());
    body.put(
        "cancelled",
        verified.stream().filter(Verification::cancelled).map(VerifyRound::json).toList());
    body.put("notRun", notRun.stream().map(VerifyRound::json).toList());
    candidacy.ifPresent(its -> body.put("candidate", json(its)));
    published.ifPresent(its -> body.put("log", json(its, ofAllRounds)));
    return body;
  }

  private static Map<String, Object> json(PublishedLog published, List<Check> ofAllRounds) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("origin", published.trust().log().name());
    body.put("entries", published.size());
    body.put("claims", ofAllRounds.stream().map(VerifyRound::json).toList());
    return body;
  }

  private static Map<String, Object> json(Verification verification) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("pool", PoolIds.text(verification.pool()));
    body.put("roundId", verification.roundId());
    if (verification.cancelled()) {
      body.put("cancelledAt", verification.at().toString());
    } else {
      body.put("ranAt", verification.at().toString());
      body.put("seq", verification.seq());
      body.put("invited", verification.invited());
      body.put("drawable", verification.drawable());
    }
    body.put("verified", verification.holds());
    body.put("claims", verification.checks().stream().map(VerifyRound::json).toList());
    return body;
  }

  private static Map<String, Object> json(Known notRun) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("pool", PoolIds.text(notRun.pool()));
    body.put("roundId", notRun.roundId());
    body.put("announcedFor", notRun.at().toString());
    return body;
  }

  private static Map<String, Object> json(Check check) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("claim", check.claim().id());
    body.put("meaning", check.claim().text());
    body.put(
        "finding",
        switch (check.finding()) {
          case Finding.Holds _ -> "HOLDS";
          case Finding.Broken _ -> "BROKEN";
          case Finding.NotJudged _ -> "NOT_JUDGED";
        });
    body.put("sentence", check.finding().sentence());
    return body;
  }

  private static Map<String, @Nullable Object> json(Candidacy its) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("profileId", its.profileId());
    body.put("drawable", its.drawable());
    body.put("ticket", its.drawable() ? hex(its.ticket()) : null);
    body.put("index", its.drawable() ? its.index() : null);
    body.put("path", its.path().stream().map(VerifyRound::hex).toList());
    return body;
  }
}
