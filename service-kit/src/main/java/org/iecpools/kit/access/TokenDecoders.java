package org.iecpools.kit.access;

import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.security.converter.RsaKeyConverters;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;

/** Creates the decoder that verifies tokens: signature, issuer, audience, and times. */
final class TokenDecoders {

  /**
   * The accepted algorithms, all asymmetric. With a symmetric one, the public key would be enough
   * to sign.
   */
  private static final Set<SignatureAlgorithm> ALGORITHMS = Set.of(SignatureAlgorithm.values());

  private TokenDecoders() {}

  /**
   * The decoder of the settings. It is created when the first token arrives, because most of its
   * classes are not needed before, and an issuer need not run when a service starts.
   *
   * @throws UnusableAccessSettings if there is neither an issuer nor a key file, or the file is
   *     unusable
   */
  static JwtDecoder of(AccessSettings settings) {
    String issuerUri = settings.issuerUri();
    Path keyFile = settings.keyFile();
    if (issuerUri != null) {
      return later(settings, issuerUri, () -> ofIssuer(issuerUri));
    }
    if (keyFile != null) {
      return later(settings, settings.issuer(), ofKeys(keyFile));
    }
    throw new UnusableAccessSettings(
        "Tokens cannot be verified: set iec.access.issuer-uri to an OpenID Connect issuer, or"
            + " iec.access.key-file to a file with public keys.");
  }

  private static JwtDecoder later(
      AccessSettings settings, String issuer, Supplier<NimbusJwtDecoder> decoder) {
    JwtDecoder later =
        new SupplierJwtDecoder(
            () -> {
              NimbusJwtDecoder verifying = decoder.get();
              verifying.setJwtValidator(validator(settings, issuer));
              return verifying;
            });
    return token -> {
      try {
        return later.decode(token);
      } catch (JwtDecoderInitializationException e) {
        // Not a fault of the token: the issuer does not answer.
        throw new JwtException("the issuer's settings cannot be read", e);
      }
    };
  }

  private static NimbusJwtDecoder ofIssuer(String issuerUri) {
    return NimbusJwtDecoder.withIssuerLocation(issuerUri)
        .jwsAlgorithms(all -> all.addAll(ALGORITHMS))
        .build();
  }

  private static Supplier<NimbusJwtDecoder> ofKeys(Path file) {
    String place = "The key file %s (iec.access.key-file)".formatted(file);
    try {
      String text = Files.readString(file);
      if (text.stripLeading().startsWith("{")) {
        JWKSet keys = JWKSet.parse(text);
        check(keys, place);
        return () ->
            NimbusJwtDecoder.withJwkSource(new ImmutableJWKSet<>(keys))
                .jwsAlgorithms(all -> all.addAll(ALGORITHMS))
                .build();
      }
      RSAPublicKey key = ofPem(text);
      return () -> NimbusJwtDecoder.withPublicKey(key).build();
    } catch (IOException e) {
      throw new UnusableAccessSettings("%s cannot be read: %s.".formatted(place, e));
    } catch (ParseException | IllegalArgumentException e) {
      // The cause is left out, because it may contain a key.
      throw new UnusableAccessSettings(
          place + " must contain a JWK set, or an RSA public key as PEM.");
    }
  }

  private static void check(JWKSet keys, String place) {
    if (keys.isEmpty()) {
      throw new UnusableAccessSettings(place + " contains no key.");
    }
    if (keys.getKeys().stream()
        .anyMatch(key -> key.isPrivate() || !(key instanceof AsymmetricJWK))) {
      throw new UnusableAccessSettings(
          place + " contains a secret key; a service needs public keys only.");
    }
  }

  private static RSAPublicKey ofPem(String text) {
    RSAPublicKey key =
        RsaKeyConverters.x509()
            .convert(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    if (key == null) {
      throw new IllegalArgumentException("no key");
    }
    return key;
  }

  private static OAuth2TokenValidator<Jwt> validator(AccessSettings settings, String issuer) {
    JwtTimestampValidator times = new JwtTimestampValidator(settings.clockSkew());
    return new DelegatingOAuth2TokenValidator<>(
        times,
        new JwtIssuerValidator(issuer),
        new JwtClaimValidator<List<String>>(
            JwtClaimNames.AUD,
            audiences -> audiences != null && audiences.contains(settings.audience())),
        // A token without an end could never be revoked.
        new JwtClaimValidator<Object>(JwtClaimNames.EXP, Objects::nonNull));
  }
}
