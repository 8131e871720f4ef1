package org.iecpools.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.iecpools.auditor.bundle.Bundle;
import org.iecpools.transparency.KeyType;
import org.iecpools.transparency.SigningKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command {@code verify-round --bundle}, with the bundles of docs/bundle-vectors.json. */
class VerifyBundleTest {

  private static final JsonNode VECTORS =
      JsonMapper.shared().readTree(Path.of("..", "docs", "bundle-vectors.json").toFile());
  private static final String BUNDLE = VECTORS.get("bundles").get(3).toString();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void aFile() throws IOException {
    file = Files.writeString(directory.resolve("bundle.json"), BUNDLE);
  }

  private int verify(String source, String... more) {
    List<String> all = new ArrayList<>(List.of("verify-round", "--bundle", source));
    all.addAll(List.of(more));
    return Iec.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  private int verifyWithKeys(String source, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--log-key",
                VECTORS.get("logKey").asString(),
                "--witness",
                VECTORS.get("witnesses").get(0).asString(),
                "--witness",
                VECTORS.get("witnesses").get(1).asString()));
    all.addAll(List.of(more));
    return verify(source, all.toArray(String[]::new));
  }

  @Test
  void aBundleIsVerifiedWithoutKafka() {
    assertThat(verifyWithKeys(file.toString())).isZero();

    assertThat(out.toString())
        .contains(
            "holds    sealed",
            "holds    cut-off",
            "holds    logged",
            "holds    cosigned",
            "1 of 1 rounds verified: every claim holds.")
        .contains(Bundle.NOT_SHOWN);
  }

  @Test
  void withoutAKeyTheOutputStatesThatTheLogIsNotVerified() {
    assertThat(verify(file.toString())).isZero();

    assertThat(out.toString())
        .contains("No --log-key is given")
        .doesNotContain("logged", "cosigned");
  }

  @Test
  void theJsonHasTheClaimsAndWhatIsNotShown() {
    assertThat(verifyWithKeys(file.toString(), "--json")).isZero();

    JsonNode json = JsonMapper.shared().readTree(out.toString());
    assertThat(json.get("exitStatus").asInt()).isZero();
    assertThat(json.at("/rounds/0/verified").asBoolean()).isTrue();
    assertThat(json.get("notShown").valueStream().map(JsonNode::asString).toList())
        .isEqualTo(Bundle.NOT_SHOWN);
  }

  @Test
  void aProfileOfNobodyIsNotInTheList() {
    assertThat(verify(file.toString(), "--profile", "00000000-0000-4000-8000-000000000001"))
        .isZero();

    assertThat(out.toString()).contains("could not be drawn");
  }

  @Test
  void aChangedBundleIsNotVerified() throws IOException {
    Files.writeString(file, BUNDLE.replace("\\\"invited\\\":3", "\\\"invited\\\":4"));

    assertThat(verify(file.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("BROKEN   invited", "Do not hold:");
  }

  @Test
  void aBundleIsReadFromAnAddress() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/bundle",
        exchange -> {
          byte[] body = BUNDLE.getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.createContext(
        "/problem",
        exchange -> {
          byte[] body = "{\"detail\":\"Not drawn yet.\",\"errors\":[]}".getBytes(UTF_8);
          exchange.sendResponseHeaders(404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort();
      assertThat(verify(address + "/bundle")).isZero();
      assertThat(verify(address + "/problem")).isEqualTo(1);
      assertThat(err.toString()).contains("Not drawn yet.");
    } finally {
      server.stop(0);
    }
    assertThat(verify("http://127.0.0.1:1/bundle")).isEqualTo(1);
    assertThat(err.toString()).doesNotContain("\tat ");
  }

  @Test
  void whatCannotBeReadIsAnErrorWithItsReason() throws IOException {
    assertThat(verify(directory.resolve("missing").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("missing");
    Files.writeString(file, "nonsense");
    assertThat(verify(file.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("is not JSON").doesNotContain("\tat ");
  }

  @Test
  void optionsThatDoNotBelongTogetherAreRefused() {
    String witness = SigningKey.generate("example.com/w", KeyType.COSIGNATURE_V1).verifier().vkey();

    assertThat(verify(file.toString(), "--all")).isEqualTo(2);
    assertThat(err.toString()).contains("--bundle excludes");
    assertThat(verify(file.toString(), "--witness", witness)).isEqualTo(2);
    assertThat(err.toString()).contains("require --log-key");
    assertThat(verifyWithKeys(file.toString(), "--witnesses", "3")).isEqualTo(2);
    assertThat(err.toString()).contains("--witnesses must be between 1");
    assertThat(verifyWithKeys(file.toString(), "--state", "seen")).isEqualTo(2);
    assertThat(err.toString()).contains("--state requires --log");
    assertThat(verify("http://:1")).isEqualTo(2);
    assertThat(err.toString()).contains("--bundle: http://:1 is not a valid URL");
  }
}
