package org.iecpools.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.iecpools.stack.LocalStack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class TokenTest {

  private static final String CANDIDATE = "6f0f4c1e-8a53-4f0f-9a86-3d2b7c5e1a90";

  @TempDir private Path directory;

  private record Run(int status, String out, String err) {}

  @Test
  void aTokenIsPrintedAloneOnALine() throws Exception {
    Run run = run("--role", "case-worker", "--expires", "90m");

    assertThat(run.status()).isZero();
    assertThat(run.out()).endsWith(System.lineSeparator()).hasLineCount(1);
    JWTClaimsSet claims = SignedJWT.parse(run.out().strip()).getJWTClaimsSet();
    assertThat(claims.getSubject()).isEqualTo("case-worker");
    assertThat(claims.getStringClaim("scope")).isEqualTo("invitations:case-work");
    assertThat(
            Duration.between(
                claims.getIssueTime().toInstant(), claims.getExpirationTime().toInstant()))
        .isEqualTo(Duration.ofMinutes(90));
  }

  @Test
  void aCandidateIsTheSubject() throws Exception {
    Run run = run("--role", "candidate", "--subject", CANDIDATE.toUpperCase());

    assertThat(SignedJWT.parse(run.out().strip()).getJWTClaimsSet().getSubject())
        .isEqualTo(CANDIDATE);
  }

  @Test
  void initOnlyCreatesTheKeys() {
    Run run = run("--init");

    assertThat(run).isEqualTo(new Run(0, "", ""));
    assertThat(LocalStack.tokensDirIn(directory).resolve("public").resolve("keys.json")).exists();
  }

  @ParameterizedTest
  @CsvSource({
    "--expires 1h, --role is needed",
    "--role nobody, 'expected one of operator, candidate, upstream, case-worker'",
    "--role candidate, a candidate's token needs --subject",
    "--role candidate --subject me, must be a UUID",
    "--role operator --expires 0h, expected a time",
    "--role operator --expires 1, expected a time",
    "--role operator --expires=-1h, expected a time",
    "--role operator --expires 366d, expected a time",
    "--role operator --expires 999999999d, expected a time"
  })
  void invalidUsageIsRefusedWithASentence(String arguments, String sentence) {
    Run run = run(arguments.split(" "));

    assertThat(run.status()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(run.err()).contains(sentence);
    assertThat(run.out()).isEmpty();
  }

  private Run run(String... arguments) {
    List<String> words = new ArrayList<>(List.of("token", "--data-dir", directory.toString()));
    words.addAll(List.of(arguments));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Iec.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(words.toArray(String[]::new));
    return new Run(status, out.toString(), err.toString());
  }
}
