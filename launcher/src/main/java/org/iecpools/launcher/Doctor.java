package org.iecpools.launcher;

import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.iecpools.domain.Texts;
import org.iecpools.stack.Service;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Implements {@code iec doctor}: checks a running stack. */
@Command(
    name = "doctor",
    header = "Checks a running stack and states what to do about each problem.",
    synopsisHeading = HelpTexts.USAGE,
    descriptionHeading = "%n",
    description = {
      "Compares Kafka (cluster, topics, partitions, settings, deleted records, the clock topic) and"
          + " the registry (ids, subjects) with what set-up recorded, by the same code as the"
          + " services at their start. Also checks for transactions that stay open, the lag and"
          + " progress of each service, timestamps ahead of this machine's clock, and the services'"
          + " readiness. Changes nothing. See docs/operations.md."
    },
    optionListHeading = HelpTexts.OPTIONS,
    exitCodeListHeading = HelpTexts.EXIT_CODES,
    exitCodeList = {"0:no problem was found", "1:a problem was found", HelpTexts.INVALID_USAGE},
    footerHeading = HelpTexts.EXAMPLES,
    footer = {
      "  ./iec doctor                                next to ./iec up in another terminal",
      "  ./iec doctor --json                         for programs",
      "  ./iec doctor --connect kafka:9092 --registry-url http://registry:8080"
    })
final class Doctor implements Callable<Integer> {
  @Mixin private HelpOption help;

  @Mixin private LogAddress log;

  @Option(
      names = "--profile-url",
      paramLabel = "URL",
      description = "Its profile-service. Default: ${DEFAULT-VALUE}.")
  private URI profile;

  @Option(
      names = "--pool-url",
      paramLabel = "URL",
      description = "Its pool-service. Default: ${DEFAULT-VALUE}.")
  private URI pool;

  @Option(
      names = "--invitation-url",
      paramLabel = "URL",
      description = "Its invitation-service. Default: ${DEFAULT-VALUE}.")
  private URI invitation;

  @Mixin private StatsUrl stats;

  @Option(names = "--json", description = "Print the result as JSON: every check.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Map<Service, URI> services = new LinkedHashMap<>();
    services.put(Service.PROFILE, url("--profile-url", profile));
    services.put(Service.POOL, url("--pool-url", pool));
    services.put(Service.INVITATION, url("--invitation-url", invitation));
    services.put(Service.STATS, stats.url());
    List<Examination.Check> checks = new ArrayList<>();
    new Examination(log.bootstrapServers(), log.registry(), log.client(), services)
        .run(
            check -> {
              checks.add(check);
              if (!json) {
                print(check, out);
              }
            });
    long problems = checks.stream().filter(Examination.Check::isProblem).count();
    int status = problems == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    if (json) {
      out.println(Json.document(json(checks, status)));
    } else {
      out.printf("%n%d checks, %d problems.%n", checks.size(), problems);
    }
    out.flush();
    return status;
  }

  private URI url(String option, URI address) {
    return StackAddresses.ofSameStack(spec, option, address);
  }

  private static void print(Examination.Check check, PrintWriter out) {
    out.printf(
        "%-8s %-13s %s%n",
        check.isProblem() ? "PROBLEM" : "ok", check.area(), Texts.escaped(check.text()));
    if (check.isProblem()) {
      out.printf("%22s -> %s%n", "", Texts.escaped(check.whatToDo()));
    }
    out.flush();
  }

  private static Map<String, Object> json(List<Examination.Check> checks, int status) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("exitStatus", status);
    body.put(
        "checks",
        checks.stream()
            .map(
                check -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("area", check.area());
                  one.put("problem", check.isProblem());
                  one.put("text", check.text());
                  one.put("whatToDo", check.whatToDo());
                  return one;
                })
            .toList());
    return body;
  }
}
