package org.iecpools.kit.access;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of tokens and of known hosts, under {@code iec.access}. Either {@code issuerUri} or
 * {@code keyFile} is needed; the issuer has precedence.
 *
 * @param issuerUri an OpenID Connect issuer: its keys are discovered, and tokens must be of it
 * @param keyFile the public keys that sign tokens: a JWK set, or an RSA key as PEM
 * @param issuer with {@code keyFile}: the claim {@code iss} of tokens
 * @param audience must be in the claim {@code aud} of tokens
 * @param clockSkew the largest accepted difference between the issuer's clock and this one
 * @param publicMetrics whether metrics need no token, even where the management port is not on
 *     loopback
 * @param allowedHosts names in the header {@code Host}, in addition to loopback names and this
 *     instance's own name
 * @param allowedOrigins origins of pages that may send changes, such as {@code
 *     https://portal.example.org}, in addition to the service's own
 */
@ConfigurationProperties("iec.access")
public record AccessSettings(
    @Nullable String issuerUri,
    @Nullable Path keyFile,
    @DefaultValue("iec-pools") String issuer,
    @DefaultValue("iec-pools") String audience,
    @DefaultValue("30s") Duration clockSkew,
    @DefaultValue("false") boolean publicMetrics,
    @DefaultValue List<String> allowedHosts,
    @DefaultValue List<String> allowedOrigins) {

  public AccessSettings {
    // An empty variable of a container's environment is an omitted setting.
    issuerUri = issuerUri == null || issuerUri.isBlank() ? null : issuerUri;
    keyFile = keyFile == null || keyFile.toString().isEmpty() ? null : keyFile;
    allowedHosts = List.copyOf(allowedHosts);
    allowedOrigins = List.copyOf(allowedOrigins);
  }
}
