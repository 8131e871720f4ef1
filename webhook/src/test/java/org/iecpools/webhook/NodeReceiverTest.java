package org.iecpools.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The receiver of examples/node, with signatures of this module. Needs Node 20 or later. */
class NodeReceiverTest {

  private static final byte[] SECRET = "a secret of this test".getBytes(UTF_8);
  private static final String ID = "8c5f7d7a-2f0e-4a53-b6de-94a3c1f1a2b4";
  private static final String BODY = "{\"kind\":\"ROUND_RAN\",\"text\":\"Andorre, « été »\"}";
  private static final long SENT = 1_790_000_000;

  @Test
  void acceptsWhatWasSigned() throws Exception {
    assertThat(isGenuine(signature(), ID, SENT, BODY, SENT + 10)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "body, 10",
    "id, 10",
    "time, 10",
    "signature, 10",
    "nothing, 301",
    "nothing, -301",
  })
  void refusesWhatWasChangedOrIsOld(String changed, long later) throws Exception {
    assertThat(
            isGenuine(
                changed.equals("signature") ? "v1,AAAA" : signature(),
                changed.equals("id") ? ID.replace('8', '9') : ID,
                changed.equals("time") ? SENT + 1 : SENT,
                changed.equals("body") ? BODY.replace("ROUND", "WOUND") : BODY,
                SENT + later))
        .isFalse();
  }

  private static String signature() {
    return Signature.of(SECRET, ID, SENT, BODY.getBytes(UTF_8));
  }

  private static boolean isGenuine(String signature, String id, long time, String body, long now)
      throws IOException, InterruptedException {
    String script =
        """
        import { isGenuine } from '%s'
        const [secret, id, time, signature, body, now] = process.argv.slice(1)
        const headers = { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature }
        console.log(isGenuine(secret, headers, Buffer.from(body), Number(now)))
        """
            .formatted(Path.of("..", "examples", "node", "receive.mjs").toRealPath().toUri());
    Process node =
        new ProcessBuilder(
                "node",
                "--input-type=module",
                "--eval",
                script,
                "--",
                "whsec_" + Base64.getEncoder().encodeToString(SECRET),
                id,
                Long.toString(time),
                signature,
                body,
                Long.toString(now))
            .redirectErrorStream(true)
            .start();
    String output = new String(node.getInputStream().readAllBytes(), UTF_8).strip();
    node.waitFor();
    assertThat(output).isIn("true", "false");
    return Boolean.parseBoolean(output);
  }
}
