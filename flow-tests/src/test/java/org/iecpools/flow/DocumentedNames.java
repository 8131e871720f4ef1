package org.iecpools.flow;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.iecpools.documents.ShellCall;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.Ports;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds names in documents of what does not exist: endpoints, topics, modules, tests, stages,
 * containers, settings, files, methods. Every method returns the faults as sentences.
 */
final class DocumentedNames {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final Pattern REQUEST =
      Pattern.compile(
          "(?:\\b(?<method>GET|POST|PUT|DELETE|PATCH|HEAD) )?"
              + "(?:http://(?:127\\.0\\.0\\.1|localhost):(?<port>\\d+))?(?<path>/api/v1/[^\\s'\"`)?|]*)"
              + "(?:\\?(?<query>[^\\s'\"`)|]*))?");

  private static final Pattern MANAGEMENT = Pattern.compile("/actuator/(?<name>[a-z]+)");
  private static final Pattern DOTTED = Pattern.compile("iec\\.[a-z-]+");
  private static final Pattern MODULES = Pattern.compile("-pl (\\S+)");

  private static final Pattern TEST =
      Pattern.compile("-Dtest='?(?<type>\\w+)(?:\\$(?<nested>\\w+))?(?:#(?<method>\\w+))?");

  private static final Pattern STAGES = Pattern.compile("\\.ci/run((?: [a-z]+)+)");
  private static final Pattern CI = Pattern.compile("(\\.ci/\\w+)");
  private static final Pattern FILES = Pattern.compile("(?<![\\w./-])(?:deploy|docker)/[\\w./-]+");

  /** A setting of Compose; what is exported is for other programs. */
  private static final Pattern SETTING = Pattern.compile("(?<!export )\\b([A-Z]+_[A-Z_]+)=");

  private static final Set<String> COMPOSE_COMMANDS =
      Set.of(
          "build", "config", "cp", "down", "exec", "logs", "ps", "restart", "rm", "run", "start",
          "stop", "up");

  /** Options of Compose with a value. */
  private static final Set<String> WITH_VALUE = Set.of("-f", "--profile", "--scale");

  private final Path root;

  /** The descriptions of the services' APIs, by the default port of the service. */
  private final Map<Integer, JsonNode> apis;

  private final String composeText;
  private final Map<String, Object> compose;
  private final List<Map<String, Object>> overrides;
  private final String sources;
  private final String tests;
  private final String exposed;

  DocumentedNames(Path root) throws IOException {
    this.root = root;
    Ports usual = Ports.usual();
    apis =
        Map.of(
            usual.profile(), api("profile"),
            usual.pool(), api("pool"),
            usual.invitation(), api("invitation"),
            usual.stats(), api("stats"));
    composeText = Files.readString(root.resolve("docker-compose.yml"));
    compose = new Yaml().load(composeText);
    overrides =
        List.of(
            overrides("docker-compose.three-brokers.yml"),
            overrides("docker-compose.sealed-rounds.yml"));
    sources = textOf("main");
    tests = textOf("test");
    exposed = Files.readString(root.resolve("service-kit/src/main/resources/kit.yaml"));
  }

  private Map<String, Object> overrides(String file) throws IOException {
    // Tags like !override are Compose's own.
    return new Yaml().load(Files.readString(root.resolve(file)).replace("!override", ""));
  }

  private JsonNode api(String service) throws IOException {
    return JSON.readTree(Files.readString(root.resolve("docs/api/" + service + "-service.json")));
  }

  /** The sources of all modules, each preceded by its path. */
  private String textOf(String kind) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> modules = Files.list(root)) {
      for (Path directory :
          modules
              .map(module -> module.resolve("src").resolve(kind))
              .filter(Files::isDirectory)
              .toList()) {
        try (Stream<Path> files = Files.walk(directory)) {
          for (Path file : files.filter(DocumentedNames::isSource).toList()) {
            text.append("// ")
                .append(file.getFileName())
                .append('\n')
                .append(Files.readString(file));
          }
        }
      }
    }
    return text.toString();
  }

  private static boolean isSource(Path file) {
    return file.toString().matches(".*\\.(java|avdl|yaml|properties)");
  }

  // ---- commands

  /** Of a command that is not run. */
  List<String> inCommand(ExampleKind kind, String command) {
    return switch (kind) {
      case RUN, STACK, LONG, PACKAGES -> List.of();
      case BUILD -> inBuild(command);
      case STAGE -> inStage(command);
      case CONTAINERS -> inContainers(command);
      case CLUSTER -> missingFiles(command);
    };
  }

  /** Of code in a paragraph. */
  List<String> inProse(String code) {
    List<String> faults = new ArrayList<>(inRequests(code));
    if (DOTTED.matcher(code).matches()
        && Topics.ALL.stream().map(Topic::name).noneMatch(code::equals)
        && !Pattern.compile(Pattern.quote(code) + "(?![\\w-])").matcher(sources).find()) {
      faults.add(code + " is neither a topic nor a setting");
    }
    faults.addAll(tests(code));
    faults.addAll(missingFiles(code));
    if (code.startsWith(".ci/") || code.startsWith("docker ") || code.startsWith("mvn ")) {
      faults.addAll(inCommand(ExampleKind.of(code), code));
    }
    return faults;
  }

  private List<String> inBuild(String command) {
    List<String> faults = new ArrayList<>(tests(command));
    MODULES
        .matcher(command)
        .results()
        .flatMap(hit -> Stream.of(hit.group(1).split(",", -1)))
        .filter(module -> !Files.exists(root.resolve(module).resolve("pom.xml")))
        .forEach(module -> faults.add("there is no module " + module));
    return faults;
  }

  private List<String> tests(String command) {
    return TEST.matcher(command)
        .results()
        .filter(hit -> !isTest(hit))
        .map(hit -> "there is no test " + hit.group())
        .toList();
  }

  private boolean isTest(MatchResult hit) {
    String file = "// %s.java\n".formatted(hit.group("type"));
    int start = tests.indexOf(file);
    if (start < 0) {
      return false;
    }
    int end = tests.indexOf("\n// ", start + file.length());
    String source = tests.substring(start, end < 0 ? tests.length() : end);
    return (hit.group("nested") == null || source.contains("class " + hit.group("nested") + " "))
        && (hit.group("method") == null || source.contains(" " + hit.group("method") + "("));
  }

  private List<String> inStage(String command) {
    List<String> faults = new ArrayList<>();
    CI.matcher(command)
        .results()
        .map(hit -> hit.group(1))
        .filter(file -> !Files.exists(root.resolve(file)))
        .forEach(file -> faults.add("there is no " + file));
    STAGES
        .matcher(command)
        .results()
        .flatMap(hit -> Stream.of(hit.group(1).strip().split(" ", -1)))
        .filter(stage -> !text(".ci/run").contains("stage_" + stage + "()"))
        .forEach(stage -> faults.add(".ci/run has no stage " + stage));
    return faults;
  }

  private String text(String file) {
    try {
      return Files.readString(root.resolve(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> missingFiles(String command) {
    return FILES
        .matcher(command)
        .results()
        .map(MatchResult::group)
        .filter(file -> !Files.exists(root.resolve(file)))
        .map(file -> "there is no " + file)
        .toList();
  }

  // ---- containers

  private List<String> inContainers(String command) {
    List<String> faults = new ArrayList<>();
    SETTING
        .matcher(command)
        .results()
        .map(hit -> hit.group(1))
        .filter(name -> !composeText.contains("${" + name) && !name.startsWith("COMPOSE_"))
        .forEach(name -> faults.add("docker-compose.yml does not read " + name));
    for (ShellCall call : ShellCall.of("docker", command)) {
      List<String> words = call.arguments();
      if (words.isEmpty()) {
        continue;
      }
      List<String> rest = words.subList(1, words.size());
      switch (words.getFirst()) {
        case "compose" -> inCompose(rest, faults);
        case "run" -> inRun(rest, faults);
        case "volume" -> inVolume(rest, faults);
        case "buildx", "inspect" -> {}
        default -> faults.add("this test does not know docker " + words.getFirst());
      }
    }
    return faults;
  }

  private void inCompose(List<String> words, List<String> faults) {
    List<String> operands = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (WITH_VALUE.contains(word) && i + 1 < words.size()) {
        i++;
        switch (word) {
          case "--profile" -> mustBe("profile", words.get(i), profiles(), faults);
          case "--scale" ->
              mustBe("service", words.get(i).replaceFirst("=.*", ""), services(), faults);
          default -> {}
        }
      } else if (!word.startsWith("-")) {
        operands.add(word);
      }
    }
    if (operands.isEmpty()) {
      return;
    }
    String verb = operands.getFirst();
    mustBe("command of Compose", verb, COMPOSE_COMMANDS, faults);
    List<String> rest = operands.subList(1, operands.size());
    switch (verb) {
      // What follows the service is for the program in the container.
      case "run", "exec" ->
          rest.stream().limit(1).forEach(it -> mustBe("service", it, services(), faults));
      case "cp" ->
          rest.stream()
              .filter(file -> file.contains(":"))
              .forEach(file -> mustBe("service", file.replaceFirst(":.*", ""), services(), faults));
      default -> rest.forEach(it -> mustBe("service", it, services(), faults));
    }
    int topic = words.indexOf("--topic");
    if (topic >= 0) {
      mustBe(
          "topic",
          words.get(topic + 1),
          Topics.ALL.stream().map(Topic::name).collect(Collectors.toSet()),
          faults);
    }
  }

  private void inRun(List<String> words, List<String> faults) {
    for (String word : words) {
      if (word.startsWith("iec-pools/") && !composeText.contains("image: " + word + ":")) {
        faults.add("docker-compose.yml has no image " + word);
      }
    }
    int image = words.indexOf("iec-pools/set-up");
    if (image >= 0) {
      words.stream()
          .skip(image)
          .filter(word -> word.startsWith("--"))
          .filter(option -> !sources.contains("\"" + option + "\""))
          .forEach(option -> faults.add("set-up has no option " + option));
    }
  }

  private void inVolume(List<String> words, List<String> faults) {
    Set<String> volumes =
        keys("volumes").stream().map(name -> "iec-pools_" + name).collect(Collectors.toSet());
    words.stream().skip(1).forEach(volume -> mustBe("volume", volume, volumes, faults));
  }

  private static void mustBe(
      String kind, String name, Collection<String> known, List<String> faults) {
    if (!known.contains(name)) {
      faults.add("there is no %s %s".formatted(kind, name));
    }
  }

  private Set<String> services() {
    return keys("services");
  }

  /** Names in any of the files of Compose. */
  private Set<String> keys(String section) {
    return Stream.concat(Stream.of(compose), overrides.stream())
        .flatMap(file -> ((Map<?, ?>) file.get(section)).keySet().stream())
        .map(String::valueOf)
        .collect(Collectors.toSet());
  }

  private Set<String> profiles() {
    return ((Map<?, ?>) compose.get("services"))
        .values().stream()
            .map(service -> ((Map<?, ?>) service).get("profiles"))
            .filter(List.class::isInstance)
            .flatMap(list -> ((List<?>) list).stream())
            .map(String::valueOf)
            .collect(Collectors.toSet());
  }

  // ---- requests

  /** Of the requests in a text: endpoint, method, service of the port, parameters. */
  List<String> inRequests(String text) {
    List<String> faults = new ArrayList<>();
    for (MatchResult hit : REQUEST.matcher(text).results().toList()) {
      List<JsonNode> operations = operations(hit);
      if (operations.isEmpty()) {
        faults.add("there is no endpoint " + hit.group());
      }
      Set<String> parameters =
          operations.stream()
              .flatMap(operation -> operation.path("parameters").valueStream())
              .map(parameter -> parameter.path("name").asString())
              .collect(Collectors.toSet());
      if (hit.group("query") != null && !operations.isEmpty()) {
        Stream.of(hit.group("query").split("&", -1))
            .map(parameter -> parameter.replaceFirst("=.*", ""))
            .filter(name -> !parameters.contains(name))
            .forEach(name -> faults.add("%s has no parameter %s".formatted(hit.group(), name)));
      }
    }
    MANAGEMENT
        .matcher(text)
        .results()
        .map(hit -> hit.group("name"))
        .filter(name -> !exposed.matches("(?s).*include:[^\\n]*\\b" + name + "\\b.*"))
        .forEach(name -> faults.add("the management port does not serve " + name));
    return faults;
  }

  private List<JsonNode> operations(MatchResult request) {
    String path = request.group("path");
    String port = request.group("port");
    // Optional segments are in brackets.
    Set<String> paths =
        Set.copyOf(List.of(path.replaceAll("[\\[\\]]", ""), path.replaceAll("\\[[^\\]]*]", "")));
    return apis.entrySet().stream()
        .filter(api -> port == null || Integer.parseInt(port) == api.getKey())
        .flatMap(api -> api.getValue().path("paths").properties().stream())
        .filter(described -> paths.stream().anyMatch(it -> isPath(it, described.getKey())))
        .flatMap(described -> described.getValue().properties().stream())
        .filter(
            operation ->
                request.group("method") == null
                    || operation.getKey().equals(request.group("method").toLowerCase(Locale.ROOT)))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Whether a path has the segments of a described one, whose variable segments are in braces. */
  private static boolean isPath(String path, String described) {
    String pattern =
        Stream.of(described.split("/", -1))
            .map(segment -> segment.startsWith("{") ? "[^/]+" : Pattern.quote(segment))
            .collect(Collectors.joining("/"));
    return path.matches(pattern);
  }

  // ---- blocks in other languages

  /** The endpoint that takes this JSON as body of a POST, as port and path; null if none does. */
  Map.Entry<Integer, String> endpointOf(String json) {
    JsonNode body = JSON.readTree(json);
    for (Map.Entry<Integer, JsonNode> api : apis.entrySet()) {
      for (Map.Entry<String, JsonNode> path : api.getValue().path("paths").properties()) {
        JsonNode schema =
            path.getValue().at("/post/requestBody/content").path("application/json").path("schema");
        if (!schema.isMissingNode() && isOf(body, schema, api.getValue())) {
          return Map.entry(api.getKey(), path.getKey());
        }
      }
    }
    return null;
  }

  /** Of JSON that a service takes or returns. */
  List<String> inJson(String json) {
    JsonNode body = JSON.readTree(json);
    boolean isKnown =
        apis.values().stream()
            .anyMatch(
                api ->
                    api.at("/components/schemas")
                        .valueStream()
                        .anyMatch(schema -> isOf(body, schema, api)));
    return isKnown ? List.of() : List.of("no schema in docs/api has these fields: " + json);
  }

  /** Whether an object has all required fields of a schema and no unknown ones. */
  private static boolean isOf(JsonNode value, JsonNode declared, JsonNode api) {
    JsonNode schema = declared;
    if (declared.has("$ref")) {
      schema = api.at(declared.path("$ref").asString().substring(1));
    }
    if (value.isArray()) {
      JsonNode items = schema.path("items");
      return value.valueStream().allMatch(item -> isOf(item, items, api));
    }
    if (!value.isObject()) {
      return !schema.has("properties");
    }
    JsonNode properties = schema.path("properties");
    return schema.path("required").valueStream().allMatch(name -> value.has(name.asString()))
        && value.properties().stream()
            .allMatch(
                field ->
                    properties.has(field.getKey())
                        && isOf(field.getValue(), properties.get(field.getKey()), api));
  }

  /** Of properties with which a program authenticates to Kafka and the registry. */
  List<String> inProperties(String text) {
    return text.lines()
        .map(line -> line.replaceFirst("=.*", ""))
        .filter(name -> !AdminClientConfig.configNames().contains(name))
        .filter(name -> !name.startsWith("schema.registry."))
        .map(name -> "there is no property " + name)
        .toList();
  }

  /** Of YAML: syntax, services of a Compose file, files of this repository. */
  List<String> inYaml(String text) {
    List<String> faults = new ArrayList<>();
    Node yaml = new Yaml().compose(new StringReader(text));
    if (yaml instanceof MappingNode mapping) {
      mapping.getValue().stream()
          .filter(entry -> "services".equals(scalar(entry.getKeyNode())))
          .flatMap(entry -> ((MappingNode) entry.getValueNode()).getValue().stream())
          .forEach(entry -> mustBe("service", scalar(entry.getKeyNode()), services(), faults));
    }
    faults.addAll(missingFiles(text.replace("../iec-pools/", " ")));
    return faults;
  }

  private static String scalar(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  /** Of Java: types and methods. */
  List<String> inJava(String text) {
    String code = text.replaceAll("//.*", "");
    Set<String> faults = new HashSet<>();
    Pattern.compile("(?<![\\w.])[A-Z][a-z]\\w*")
        .matcher(code)
        .results()
        .map(MatchResult::group)
        .filter(type -> !isType(type))
        .forEach(type -> faults.add("there is no type " + type));
    Pattern.compile("\\.(\\w+)\\(")
        .matcher(code)
        .results()
        .map(hit -> hit.group(1))
        .filter(method -> !Pattern.compile("\\b" + method + "\\(").matcher(sources).find())
        .forEach(method -> faults.add("there is no method " + method));
    return List.copyOf(faults);
  }

  private boolean isType(String name) {
    boolean isOfPlatform =
        Stream.of("java.lang.", "java.util.")
            .anyMatch(
                prefix -> {
                  try {
                    return Class.forName(prefix + name) != null;
                  } catch (ClassNotFoundException _) {
                    return false;
                  }
                });
    return isOfPlatform
        || Pattern.compile("\\b(class|record|interface|enum) " + name + "\\b")
            .matcher(sources)
            .find();
  }
}
