package org.iecpools.beacon.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.beacon.DrandChain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChainInfoTest {

  /** As a relay of quicknet states it. */
  private static final String QUICKNET =
      """
      {"public_key":"83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",\
      "period":3,"genesis_time":1692803367,\
      "hash":"52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",\
      "groupHash":"f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e",\
      "schemeID":"bls-unchained-g1-rfc9380","metadata":{"beaconID":"quicknet"}}\
      """;

  private static BeaconChain read(String text) {
    return ChainInfo.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theParametersOfQuicknetAreReadAndWritten() {
    BeaconChain chain = read(QUICKNET);

    assertThat(chain.hash()).isEqualTo(DrandChain.QUICKNET.hash());
    assertThat(chain.timeOf(1000)).isEqualTo(DrandChain.QUICKNET.timeOf(1000));
    assertThat(new String(ChainInfo.write(DrandChain.QUICKNET), StandardCharsets.UTF_8))
        .isEqualTo(QUICKNET);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bls-unchained-g1-rfc9380 | pedersen-bls-chained | schemeID",
        "\"schemeID\" | \"scheme\" | schemeID",
        "\"period\":3 | \"period\":4 | hash is not that",
        "\"period\":3 | \"period\":0 | period",
        "\"period\":3 | \"period\":3.5 | period",
        "\"period\":3 | \"period\":9223372036854775808 | period",
        "1692803367 | 1692803366 | hash is not that",
        "1692803367 | -1 | genesis_time",
        "1692803367 | 999999999999999 | genesis_time",
        "\"83cf | \"93cf | public key",
        "\"83cf | \"cf | public key",
        "\"83cf | \"x | public_key",
        "f477d5c8 | f477d5c9 | hash is not that",
        "f477d5c8 | d5c8 | hash of the group",
        "quicknet | default | hash is not that",
        "\"quicknet\" | \"\" | id",
        "\"quicknet\" | 3 | hash is not that",
        "52db9ba7 | 52db9ba8 | hash is not that",
        "{ | [ | JSON"
      })
  void anyOtherParametersAreRefusedWithAReason(String what, String by, String reason) {
    assertThat(QUICKNET).contains(what);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(QUICKNET.replace(what, by)))
        .withMessageContaining(reason);
  }

  @Test
  void theParametersOfPulsesAreReadAndWritten() throws IOException {
    String file = Files.readString(Path.of("../docs/nist-2025.json"));
    BeaconChain chain = read(file);

    assertThat(chain.id()).isEqualTo("nist-2025");
    assertThat(chain.period()).isEqualTo(Duration.ofMinutes(1));
    assertThat(ChainInfo.read(ChainInfo.write(chain)).hash()).isEqualTo(chain.hash());
    assertThat(RoundJson.MAPPER.readTree(ChainInfo.write(chain)))
        .isEqualTo(RoundJson.MAPPER.readTree(file));
    assertThat(read(file.replaceFirst("\"hash\".*", "")).hash()).isEqualTo(chain.hash());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pulse-2.0-rsa4096-sha512 | pulse-2.0 | schemeID",
        "\"period\": 60 | \"period\": 61 | hash is not that",
        "\"chainIndex\": 2 | \"chainIndex\": 1 | hash is not that",
        "\"chainIndex\": 2 | \"chainIndex\": 0 | chainIndex",
        "nist-2025 | nist | hash is not that",
        "BEGIN | BEGINN | certificate is not an X.509 certificate",
        "ffccda22 | efccda22 | hash is not that"
      })
  void anyOtherParametersOfPulsesAreRefusedWithAReason(String what, String by, String reason)
      throws IOException {
    String file = Files.readString(Path.of("../docs/nist-2025.json"));
    assertThat(file).contains(what);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(file.replace(what, by)))
        .withMessageContaining(reason);
  }

  @Property(tries = 200)
  void anyBytesAreRefused(@ForAll @Size(max = 200) byte[] bytes) {
    assertThatIllegalArgumentException().isThrownBy(() -> ChainInfo.read(bytes));
  }
}
