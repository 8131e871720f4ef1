package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.iecpools.documents.Document;
import org.iecpools.stack.BuildTree;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks that endpoints, topics, tests, stages, services and files that the text of a document
 * names exist. {@code DocumentedCommandsTest} does the same for the commands of {@code ./iec}.
 */
class DocumentedNamesTest {

  private static DocumentedNames names;

  @BeforeAll
  static void read() throws IOException {
    names = new DocumentedNames(BuildTree.find().root());
  }

  @Test
  void everythingThatTheDocumentsNameExists() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Document document : Document.all(BuildTree.find().root())) {
      for (Document.Code code : document.inline()) {
        names.inProse(code.text()).forEach(fault -> faults.add(code.place() + ": " + fault));
      }
      for (Document.Block block : document.blocks()) {
        names.inRequests(block.text()).forEach(fault -> faults.add(block.place() + ": " + fault));
      }
    }

    assertThat(faults).isEmpty();
  }

  // ---- tests of the check

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/dashbord",
        "GET /api/v1/saisons",
        "POST /api/v1/candidates/{candidateId}",
        "http://127.0.0.1:8083/api/v1/dashboard",
        "/api/v1/dashboard?saison=2026",
        "/actuator/env",
        "iec.profile",
        "mvn test -pl pools -am",
        "-Dtest=PoolRuleTest",
        "-Dtest='PoolRulesTest$WhenOver'",
        ".ci/run tests",
        ".ci/walk",
        "docker compose run --rm tokens",
        "docker compose --profile demos up",
        "docker compose exec brokers true",
        "docker compose cp sets-up:/a b",
        "docker compose upp",
        "docker compose up --scale pools=2",
        "docker run --rm iec-pools/setup",
        "docker run --rm iec-pools/set-up --topics 3",
        "docker volume rm iec-pools_pools",
        "deploy/kubernetes/secret"
      })
  void aNameThatDoesNotExistIsAFault(String code) {
    assertThat(names.inProse(code)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v1/pools/{season}/{country}/{category}[/{stream}]/history",
        "curl 'http://127.0.0.1:8084/api/v1/dashboard?season=2021&country=IE'",
        "/actuator/health/readiness",
        "iec.profiles",
        "iec.command-config",
        "-Dtest='PoolRulesTest$WhenEnded#aWithdrawnProfileCannotBeRestored'",
        ".ci/run compose",
        "docker compose run --rm token --role operator",
        "docker compose up --build"
      })
  void aNameThatExistsIsNoFault(String code) {
    assertThat(names.inProse(code)).isEmpty();
  }

  @Test
  void settingsOfContainersAndFilesOfAClusterMustExist() {
    assertThat(names.inCommand(ExampleKind.CONTAINERS, "POOLS_PORTS=1-2 docker compose up"))
        .hasSize(1);
    assertThat(names.inCommand(ExampleKind.CLUSTER, "kubectl apply -k deploy/kubernetes/bases"))
        .hasSize(1);
  }

  @Test
  void jsonMustHaveTheFieldsOfAnApi() {
    assertThat(names.inJson("{\"pool\": \"2026/IE/WORKING_HOLIDAY\", \"quota\": 100}")).isEmpty();
    assertThat(names.inJson("{\"pools\": \"2026/IE/WORKING_HOLIDAY\", \"quota\": 100}")).hasSize(1);
    assertThat(names.inJson("{\"timeOfDay\": \"14:00\"}")).hasSize(1);
  }

  @Test
  void otherLanguagesMustNameWhatExists() {
    assertThat(names.inProperties("sasl.mechanism=PLAIN\nsasl.mechanisms=PLAIN\n")).hasSize(1);
    assertThat(names.inYaml("services: {pool-service: {}, pools: {}}")).hasSize(1);
    assertThat(names.inJava("LocalBroker.start(); LocalBrokers.startAll();")).hasSize(2);
  }
}
