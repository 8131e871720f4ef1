package org.iecpools.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenKeysTest {

  @TempDir private Path directory;

  @Test
  void aTokenIsVerifiedWithThePublicFile() throws Exception {
    TokenKeys keys = TokenKeys.in(directory);

    SignedJWT token = SignedJWT.parse(keys.token(Role.OPERATOR, "me", Duration.ofMinutes(5)));

    JWKSet published = JWKSet.load(keys.publicFile().toFile());
    assertThat(
            token.verify(
                new RSASSAVerifier(
                    published.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey())))
        .isTrue();
    JWTClaimsSet claims = token.getJWTClaimsSet();
    assertThat(claims.getSubject()).isEqualTo("me");
    assertThat(claims.getAudience()).containsExactly("iec-pools");
    assertThat(claims.getStringClaim("scope").split(" "))
        .containsExactlyElementsOf(Role.OPERATOR.scopes());
    assertThat(
            Duration.between(
                claims.getNotBeforeTime().toInstant(), claims.getExpirationTime().toInstant()))
        .isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void onlyTheOwnerCanReadTheKeysAndThePublicFileHasNoSecret() throws Exception {
    TokenKeys keys = TokenKeys.in(directory);
    Path signing = directory.resolve("signing").resolve("keys.json");

    for (Path file : List.of(signing, keys.publicFile())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
          .isEqualTo("rwx------");
      assertThat(Directories.children(file.getParent())).containsExactly(file);
    }
    assertThat(JWKSet.load(keys.publicFile().toFile()).getKeys()).noneMatch(k -> k.isPrivate());
  }

  @Test
  void existingKeysAreUsedAgainAndAMissingPublicFileIsWrittenAgain() throws Exception {
    String published = Files.readString(TokenKeys.in(directory).publicFile());
    Files.delete(TokenKeys.publicFileIn(directory));

    assertThat(Files.readString(TokenKeys.in(directory).publicFile())).isEqualTo(published);
  }

  @Test
  void processesThatCreateThemAtTheSameTimeUseTheSameKey() throws Exception {
    Callable<String> create = () -> Files.readString(TokenKeys.in(directory).publicFile());
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<String>> all = threads.invokeAll(List.of(create, create, create, create));

      for (Future<String> one : all) {
        assertThat(one.get()).isEqualTo(all.getFirst().get());
      }
    }
  }

  @Test
  void aDamagedFileIsReportedWithoutItsContent() throws Exception {
    TokenKeys.in(directory);
    Path signing = directory.resolve("signing").resolve("keys.json");
    Files.writeString(signing, "{\"keys\": [{\"d\": \"SECRET\"}]}");

    assertThatThrownBy(() -> TokenKeys.in(directory))
        .isInstanceOf(StackException.class)
        .hasMessageContaining(signing.toString())
        .hasMessageNotContaining("SECRET")
        .hasNoCause();
  }
}
