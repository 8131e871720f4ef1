package org.iecpools.flow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.iecpools.management.ManagementPort;
import org.iecpools.stack.LocalStack;
import tools.jackson.databind.JsonNode;

/**
 * All data of a stack that others could see at one moment: records of all topics including internal
 * and uncommitted ones, files of its data directory, HTTP responses and metrics.
 *
 * @param contents by location, one character per byte
 */
record VisibleData(Map<String, String> contents) {

  /**
   * Collects the data.
   *
   * @param parameters values for the parameters of GET requests, by name
   */
  static VisibleData of(LocalStack stack, Upstream upstream, Map<String, String> parameters)
      throws ExecutionException, InterruptedException {
    Map<String, String> contents = new LinkedHashMap<>();
    topics(stack.addresses().bootstrapServers(), contents);
    files(stack.dataDir(), contents);
    for (String service :
        List.of(
            stack.addresses().profile(),
            stack.addresses().pool(),
            stack.addresses().invitation(),
            stack.addresses().stats())) {
      answers(service, upstream, parameters, contents);
    }
    return new VisibleData(contents);
  }

  /** Locations that contain a secret as bytes, hexadecimal or base64; sorted. */
  Set<String> locationsOf(byte[] secret) {
    String hex = HexFormat.of().formatHex(secret);
    List<String> forms =
        List.of(
            new String(secret, ISO_8859_1),
            hex,
            hex.toUpperCase(Locale.ROOT),
            Base64.getEncoder().withoutPadding().encodeToString(secret),
            Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    return contents.entrySet().stream()
        .filter(location -> forms.stream().anyMatch(location.getValue()::contains))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void topics(String broker, Map<String, String> contents)
      throws ExecutionException, InterruptedException {
    Map<String, Object> settings = Map.of("bootstrap.servers", broker);
    try (Admin admin = Admin.create(settings);
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Set<String> topics =
          admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
      List<TopicPartition> partitions = new ArrayList<>();
      for (String topic : topics) {
        consumer
            .partitionsFor(topic)
            .forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Map<String, StringBuilder> records = new LinkedHashMap<>();
      topics.forEach(topic -> records.put(topic, new StringBuilder()));
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(
                r -> {
                  StringBuilder text = records.get(r.topic());
                  Stream.of(r.key(), r.value())
                      .filter(bytes -> bytes != null)
                      .forEach(bytes -> text.append(new String(bytes, ISO_8859_1)).append('\n'));
                  r.headers()
                      .forEach(h -> text.append(new String(h.value(), ISO_8859_1)).append('\n'));
                });
      }
      records.forEach((topic, text) -> contents.put("topic " + topic, text.toString()));
    }
  }

  private static void files(Path directory, Map<String, String> contents) {
    try (Stream<Path> all = Files.walk(directory)) {
      List<Path> files =
          all.filter(Files::isRegularFile)
              // Index files contain only offsets and times, in 10 MB that are mostly empty.
              .filter(file -> !file.toString().matches(".*\\.(time|txn)?index"))
              .toList();
      for (Path file : files) {
        try {
          contents.put(
              "file " + directory.relativize(file),
              new String(Files.readAllBytes(file), ISO_8859_1));
        } catch (NoSuchFileException e) {
          // Replaced while reading; the new version has another file name.
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answers(
      String service, Upstream upstream, Map<String, String> parameters, Map<String, String> all) {
    URI management = ManagementPort.of(URI.create(service));
    for (String path : List.of("", "/clock", "/health", "/info", "/prometheus")) {
      put(upstream.ask(management.resolve("/actuator" + path).toString()), "/actuator" + path, all);
    }
    List<String> paths = new ArrayList<>(List.of("/v3/api-docs"));
    JsonNode description = upstream.get(service + "/v3/api-docs").path("paths");
    assertThat(description.propertyNames()).as("paths of %s", service).isNotEmpty();
    description.propertyNames().stream()
        .filter(path -> description.get(path).has("get"))
        // A stream does not end. It contains versions only.
        .filter(path -> !description.get(path).toString().contains("text/event-stream"))
        .forEach(path -> paths.add(filled(path, description.get(path).get("get"), parameters)));
    for (String path : paths) {
      put(upstream.ask(service + path), path, all);
    }
  }

  private static void put(HttpResponse<String> answer, String path, Map<String, String> all) {
    all.put(
        "answer " + answer.statusCode() + " of " + path,
        new String((answer.headers().map() + answer.body()).getBytes(UTF_8), ISO_8859_1));
  }

  private static String filled(String path, JsonNode get, Map<String, String> parameters) {
    String filled = path;
    List<String> query = new ArrayList<>();
    for (JsonNode parameter : get.path("parameters")) {
      String name = parameter.path("name").asString();
      String value = parameters.get(name);
      if (parameter.path("in").asString().equals("path")) {
        filled = filled.replace("{" + name + "}", value == null ? "x" : value);
      } else if (parameter.path("in").asString().equals("query") && value != null) {
        query.add(name + "=" + value);
      }
    }
    return query.isEmpty() ? filled : filled + "?" + String.join("&", query);
  }

  @Override
  public String toString() {
    return contents.size() + " locations";
  }
}
