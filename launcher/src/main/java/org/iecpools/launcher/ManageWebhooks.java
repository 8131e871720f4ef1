package org.iecpools.launcher;

import static org.iecpools.launcher.EventOutput.event;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.iecpools.domain.Texts;
import org.iecpools.events.DeliveryGivenUp;
import org.iecpools.stack.BuildTree;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.StackException;
import org.iecpools.webhook.ChangeFilter;
import org.iecpools.webhook.Deliverer;
import org.iecpools.webhook.InstallationKey;
import org.iecpools.webhook.Registration;
import org.iecpools.webhook.Registry;
import org.iecpools.webhook.Webhook;
import org.iecpools.webhook.WebhookEvent;
import org.iecpools.webhook.WebhookServer;
import org.iecpools.webhook.WebhookState;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Implements {@code iec webhooks}: registers addresses, and posts changes to them. */
@Command(
    name = "webhooks",
    header = "Posts changes to registered addresses.",
    synopsisHeading = HelpTexts.USAGE,
    synopsisSubcommandLabel = "COMMAND",
    descriptionHeading = "%n",
    description = {
      "Each change that a running stack reports is posted to every registered address that wants it:"
          + " signed, in order, and again until the receiver takes it, for a day. Registrations and"
          + " progress are on Kafka. See docs/webhooks.md."
    },
    optionListHeading = HelpTexts.OPTIONS,
    commandListHeading = HelpTexts.COMMANDS,
    exitCodeListHeading = HelpTexts.EXIT_CODES,
    exitCodeList = {
      "0:complete",
      "1:there is no such webhook, or the stack does not answer; the reason is printed",
      HelpTexts.INVALID_USAGE,
      HelpTexts.INTERRUPTED,
      "143:ended by SIGTERM"
    },
    footerHeading = HelpTexts.EXAMPLES,
    footer = {
      "  ./iec webhooks add https://example.org/iec --kind ROUND_RAN,SPOTS_RAN_OUT --country IE",
      "  ./iec webhooks run                    deliver until Ctrl-C",
      "  ./iec webhooks list                   show who gets what, and how far they are",
      "  ./iec webhooks undelivered --json     the changes that were given up"
    },
    subcommands = {
      ManageWebhooks.Run.class,
      ManageWebhooks.Add.class,
      ManageWebhooks.ListAll.class,
      ManageWebhooks.Secret.class,
      ManageWebhooks.Undelivered.class,
      ManageWebhooks.Remove.class
    })
final class ManageWebhooks implements Callable<Integer> {

  @Mixin private HelpOption help;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "a command is needed: run, add, list, secret, undelivered or remove");
  }

  private static Registry registry(LogAddress address) {
    return Registry.open(
        address.bootstrapServers(),
        address.client(),
        address.client().registry(address.registry()));
  }

  private static int notFound(CommandSpec spec, UUID id) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf("iec: there is no webhook %s; ./iec webhooks list prints all%n", id);
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** The option with the key. */
  static final class KeyFile {

    /** Variable with the default, for containers. */
    private static final String VARIABLE = "IEC_WEBHOOKS_KEY";

    @Option(
        names = "--key-file",
        paramLabel = "FILE",
        description =
            "The key from which all secrets follow; created at first use. Keep a copy of it. Default:"
                + " in the stack's data directory.")
    private @Nullable Path file;

    InstallationKey key() {
      return InstallationKey.in(path());
    }

    private Path path() {
      if (file != null) {
        return file;
      }
      String given = System.getenv(VARIABLE);
      return given == null || given.isBlank()
          ? LocalStack.webhooksKeyIn(DataDir.defaultOf(BuildTree.find()))
          : Path.of(given);
    }
  }

  /** Implements {@code iec webhooks run}. */
  @Command(
      name = "run",
      header = "Delivers changes until Ctrl-C or SIGTERM.",
      synopsisHeading = HelpTexts.USAGE,
      descriptionHeading = "%n",
      description = {
        "Attempts that have begun are finished and recorded before it ends. Only one runs at a time:"
            + " a second one ends the first."
      },
      optionListHeading = HelpTexts.OPTIONS)
  static final class Run implements Callable<Integer> {
    @Mixin private HelpOption help;
    @Mixin private LogAddress address;
    @Mixin private KeyFile keyFile;

    @Option(
        names = "--allow-private",
        description =
            "Post to webhooks that were added with --allow-private over http and to private"
                + " addresses.")
    private boolean allowPrivate;

    @Option(
        names = "--listen",
        paramLabel = "HOST:PORT",
        converter = ListenAddress.class,
        description =
            "Where to serve /health and /metrics, such as 127.0.0.1:8094. Port 0 is any free port."
                + " Default: nowhere.")
    private @Nullable InetSocketAddress listen;

    @Mixin private EventOutput output;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      Console console = new Console(spec.commandLine().getOut());
      Deliverer deliverer =
          Deliverer.of(
              address.bootstrapServers(),
              address.client(),
              address.client().registry(address.registry()),
              keyFile.key(),
              allowPrivate,
              event -> report(event, console));
      try (ShutdownHook _ = ShutdownHook.of(deliverer::stop)) {
        if (listen == null) {
          deliverer.run();
        } else {
          runAndListen(deliverer, listen, console);
        }
      }
      return CommandLine.ExitCode.OK;
    }

    private void runAndListen(Deliverer deliverer, InetSocketAddress address, Console console)
        throws InterruptedException {
      try (WebhookServer server = WebhookServer.start(deliverer, address)) {
        reportListening(server.address(), console);
        deliverer.run();
      } catch (IOException e) {
        throw new StackException(
            "no requests can be received on %s:%d: %s"
                .formatted(address.getHostString(), address.getPort(), e.getMessage()),
            e);
      }
    }

    private void reportListening(InetSocketAddress address, Console console) {
      String url = "http://%s:%d".formatted(address.getHostString(), address.getPort());
      output.print(console, event("listening", "url", url), "listens on   " + url);
    }

    /** Called on the threads of all webhooks. */
    private void report(WebhookEvent event, Console console) {
      output.print(console, json(event), text(event));
    }

    private static String text(WebhookEvent event) {
      return switch (event) {
        case WebhookEvent.Started started ->
            "started      webhooks: %d".formatted(started.webhooks());
        case WebhookEvent.Changed changed ->
            "%s   %s %s"
                .formatted(
                    changed.isRegistered() ? "registered" : "removed   ",
                    changed.webhook().id(),
                    changed.webhook().url());
        case WebhookEvent.Delivered delivered ->
            "delivered    %s to %s".formatted(delivered.change(), delivered.webhook().id());
        case WebhookEvent.Failed failed ->
            "failed       %s to %s, attempt %d: %s; again in %s"
                .formatted(
                    failed.change(),
                    failed.webhook().id(),
                    failed.attempts(),
                    failed.reason(),
                    failed.retryIn());
        case WebhookEvent.GivenUp givenUp ->
            "given up     %s to %s: %s"
                .formatted(givenUp.change(), givenUp.webhook().id(), givenUp.reason());
        case WebhookEvent.Unusable unusable ->
            "unusable     %s: %s".formatted(unusable.webhook().id(), unusable.reason());
        case WebhookEvent.Interrupted interrupted ->
            "interrupted  %s; tried again".formatted(interrupted.reason());
      };
    }

    private static Map<String, Object> json(WebhookEvent event) {
      return switch (event) {
        case WebhookEvent.Started started -> event("started", "webhooks", started.webhooks());
        case WebhookEvent.Changed changed ->
            event(
                changed.isRegistered() ? "registered" : "removed",
                "webhook",
                changed.webhook().id(),
                "url",
                changed.webhook().url());
        case WebhookEvent.Delivered delivered ->
            event(
                "delivered",
                "webhook",
                delivered.webhook().id(),
                "change",
                delivered.change(),
                "status",
                delivered.status());
        case WebhookEvent.Failed failed ->
            event(
                "failed",
                "webhook",
                failed.webhook().id(),
                "change",
                failed.change(),
                "reason",
                failed.reason(),
                "attempts",
                failed.attempts(),
                "retryIn",
                failed.retryIn().toString());
        case WebhookEvent.GivenUp givenUp ->
            event(
                "given-up",
                "webhook",
                givenUp.webhook().id(),
                "change",
                givenUp.change(),
                "reason",
                givenUp.reason());
        case WebhookEvent.Unusable unusable ->
            event("unusable", "webhook", unusable.webhook().id(), "reason", unusable.reason());
        case WebhookEvent.Interrupted interrupted ->
            event("interrupted", "reason", interrupted.reason());
      };
    }
  }

  /** Implements {@code iec webhooks add}. */
  @Command(
      name = "add",
      header = "Registers an address and prints its id and secret.",
      synopsisHeading = HelpTexts.USAGE,
      parameterListHeading = "%n",
      optionListHeading = HelpTexts.OPTIONS)
  static final class Add implements Callable<Integer> {
    @Mixin private HelpOption help;

    @Parameters(paramLabel = "URL", description = "Where to post, https://...")
    private String url;

    @Option(
        names = "--kind",
        paramLabel = "KIND",
        split = ",",
        description =
            "Kinds of changes to post, separated by commas, such as ROUND_RAN,SPOTS_RAN_OUT. Default:"
                + " all.")
    private List<String> kinds = List.of();

    @Option(names = "--season", paramLabel = "YEAR", description = "Only changes of this season.")
    private @Nullable String season;

    @Option(
        names = "--country",
        paramLabel = "CC",
        description = "Only changes of this country's pools: a code such as IE, or its name.")
    private @Nullable String country;

    @Option(
        names = "--allow-private",
        description =
            "Allow http, and addresses of private networks and of this machine. The run needs the"
                + " option, too.")
    private boolean allowPrivate;

    @Mixin private LogAddress address;
    @Mixin private KeyFile keyFile;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      Registration registration =
          new Registration(
              url, kinds, Optional.ofNullable(season), Optional.ofNullable(country), allowPrivate);
      List<String> faults = registration.faults();
      if (!faults.isEmpty()) {
        throw new ParameterException(spec.commandLine(), String.join("\n", faults));
      }
      InstallationKey key = keyFile.key();
      Webhook webhook;
      try (Registry registry = registry(address)) {
        webhook = registry.add(registration, key);
      }
      PrintWriter out = spec.commandLine().getOut();
      String secret = key.secret(webhook.id());
      if (json) {
        Map<String, Object> body = described(webhook);
        body.put("secret", secret);
        out.println(Json.line(body));
      } else {
        out.printf("id      %s%n", webhook.id());
        out.printf("secret  %s%n", secret);
      }
      out.flush();
      return CommandLine.ExitCode.OK;
    }
  }

  /** Implements {@code iec webhooks list}. */
  @Command(
      name = "list",
      header = "Lists the webhooks with their progress.",
      synopsisHeading = HelpTexts.USAGE,
      optionListHeading = HelpTexts.OPTIONS)
  static final class ListAll implements Callable<Integer> {
    @Mixin private HelpOption help;
    @Mixin private LogAddress address;

    @Option(names = "--json", description = "Print one JSON object per line, one for each webhook.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      try (Registry registry = registry(address)) {
        for (WebhookState state : registry.all()) {
          if (json) {
            out.println(Json.line(json(state)));
          } else {
            print(state, out);
          }
        }
      }
      out.flush();
      return CommandLine.ExitCode.OK;
    }

    private static void print(WebhookState state, PrintWriter out) {
      Webhook webhook = state.webhook();
      out.printf("%s  %s%n", webhook.id(), webhook.url());
      out.printf("  wants           %s%n", text(webhook.filter()));
      out.printf("  registered      %s%n", webhook.registeredAt());
      out.printf(
          "  last delivered  %s%n", state.deliveredAt().map(Object::toString).orElse("never"));
      state
          .failingSince()
          .ifPresent(
              since ->
                  out.printf(
                      "  failing since   %s: %s%n",
                      since, Texts.escaped(state.reason().orElse(""))));
      out.printf("  undelivered     %d%n", state.undelivered().size());
    }

    private static String text(ChangeFilter filter) {
      return "%s of %s, %s"
          .formatted(
              filter.kinds().isEmpty()
                  ? "all changes"
                  : String.join(", ", filter.kinds().stream().sorted().toList()),
              filter.season().map(Object::toString).orElse("all seasons"),
              filter.country().orElse("all countries"));
    }

    private static Map<String, Object> json(WebhookState state) {
      Map<String, Object> body = described(state.webhook());
      body.put("deliveredAt", state.deliveredAt().map(Object::toString).orElse(null));
      body.put("failingSince", state.failingSince().map(Object::toString).orElse(null));
      body.put("reason", state.reason().orElse(null));
      body.put("undelivered", state.undelivered().size());
      return body;
    }
  }

  private static Map<String, Object> described(Webhook webhook) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", webhook.id());
    body.put("url", webhook.url());
    body.put("kinds", webhook.filter().kinds().stream().sorted().toList());
    body.put("season", webhook.filter().season().orElse(null));
    body.put("country", webhook.filter().country().orElse(null));
    body.put("allowPrivate", webhook.allowPrivate());
    body.put("registeredAt", webhook.registeredAt().toString());
    return body;
  }

  /** Implements {@code iec webhooks secret}. */
  @Command(
      name = "secret",
      header = "Prints the secret of a webhook again.",
      synopsisHeading = HelpTexts.USAGE,
      parameterListHeading = "%n",
      optionListHeading = HelpTexts.OPTIONS)
  static final class Secret implements Callable<Integer> {
    @Mixin private HelpOption help;

    @Parameters(paramLabel = "ID", description = "Id of the webhook.")
    private UUID id;

    @Mixin private LogAddress address;
    @Mixin private KeyFile keyFile;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      Optional<WebhookState> found;
      try (Registry registry = registry(address)) {
        found = registry.find(id);
      }
      if (found.isEmpty()) {
        return notFound(spec, id);
      }
      InstallationKey key = keyFile.key();
      if (!found.get().webhook().keyId().equals(key.id())) {
        PrintWriter err = spec.commandLine().getErr();
        err.printf("iec: the key file is not the one with which %s was registered%n", id);
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
      }
      PrintWriter out = spec.commandLine().getOut();
      out.println(key.secret(id));
      out.flush();
      return CommandLine.ExitCode.OK;
    }
  }

  /** Implements {@code iec webhooks undelivered}. */
  @Command(
      name = "undelivered",
      header = "Lists the changes that were given up.",
      synopsisHeading = HelpTexts.USAGE,
      parameterListHeading = "%n",
      optionListHeading = HelpTexts.OPTIONS)
  static final class Undelivered implements Callable<Integer> {
    @Mixin private HelpOption help;

    @Parameters(
        paramLabel = "ID",
        arity = "0..1",
        description = "Id of the webhook. Default: all webhooks.")
    private @Nullable UUID id;

    @Mixin private LogAddress address;

    @Option(names = "--json", description = "Print one JSON object per line, one for each change.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      List<WebhookState> states;
      try (Registry registry = registry(address)) {
        states = registry.all();
      }
      if (id != null) {
        states = states.stream().filter(state -> state.webhook().id().equals(id)).toList();
        if (states.isEmpty()) {
          return notFound(spec, id);
        }
      }
      PrintWriter out = spec.commandLine().getOut();
      for (WebhookState state : states) {
        for (DeliveryGivenUp change : state.undelivered()) {
          if (json) {
            out.println(Json.line(json(change)));
          } else {
            out.printf(
                "%s  change %s to %s, failing since %s: %s%n",
                change.getOccurredAt(),
                change.getChangeId(),
                change.getWebhookId(),
                change.getSince(),
                Texts.escaped(change.getReason()));
          }
        }
      }
      out.flush();
      return CommandLine.ExitCode.OK;
    }

    private static Map<String, Object> json(DeliveryGivenUp change) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("webhook", change.getWebhookId());
      body.put("change", change.getChangeId());
      body.put("offset", change.getOffset());
      body.put("since", change.getSince().toString());
      body.put("attempts", change.getAttempts());
      body.put("reason", change.getReason());
      body.put("givenUpAt", change.getOccurredAt().toString());
      return body;
    }
  }

  /** Implements {@code iec webhooks remove}. */
  @Command(
      name = "remove",
      header = "Removes a webhook with its progress.",
      synopsisHeading = HelpTexts.USAGE,
      parameterListHeading = "%n",
      optionListHeading = HelpTexts.OPTIONS)
  static final class Remove implements Callable<Integer> {
    @Mixin private HelpOption help;

    @Parameters(paramLabel = "ID", description = "Id of the webhook.")
    private UUID id;

    @Mixin private LogAddress address;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      try (Registry registry = registry(address)) {
        return registry.remove(id) ? CommandLine.ExitCode.OK : notFound(spec, id);
      }
    }
  }
}
