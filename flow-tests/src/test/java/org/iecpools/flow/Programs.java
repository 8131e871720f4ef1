package org.iecpools.flow;

import org.iecpools.stack.LocalPrograms;

/** Programs that some tests need. Tests are skipped where they are missing. */
final class Programs {

  static final String INSTALL_NODE = "to run this, install Node 20 or later with npm";
  static final String INSTALL_KCAT =
      "to run this, install Debian's kcat, curl, jq and python3-avro";

  private Programs() {}

  static boolean haveNode() {
    return succeeds(
        "npm -v && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)'");
  }

  static boolean haveKcat() {
    return succeeds("kcat -V && curl -V && jq -V && /usr/bin/python3 -c 'import avro'");
  }

  /** Whether kcat can authenticate: earlier librdkafkas fail with SCRAM by Kafka 4. */
  static boolean kcatKnowsUsers() {
    return succeeds(
        "version=$(kcat -V | sed -n 's/.*librdkafka \\([0-9.]*\\).*/\\1/p')"
            + " && printf '%s\\n' 2.6.1 \"$version\" | sort -CV");
  }

  /** Whether a shell command, such as {@code node -v}, succeeds. */
  static boolean succeeds(String command) {
    return LocalPrograms.succeeds("bash", "-c", command);
  }
}
