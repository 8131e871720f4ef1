package org.iecpools.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * How a client authenticates to a registry, and whom it trusts.
 *
 * @param userInfo {@code USER:PASSWORD} for basic authentication; empty for none
 * @param truststore certificates to trust; empty for those of the Java platform
 */
record RegistryAccess(Optional<String> userInfo, Optional<Truststore> truststore) {

  /** Anonymous, and with the certificates of the Java platform. */
  static final RegistryAccess NONE = new RegistryAccess(Optional.empty(), Optional.empty());

  /**
   * A file with certificates.
   *
   * @param password for the types JKS and PKCS12
   * @param type PKCS12, JKS or PEM
   */
  record Truststore(Path file, Optional<String> password, String type) {

    private KeyStore load() throws IOException, GeneralSecurityException {
      try (InputStream in = Files.newInputStream(file)) {
        if (!type.equalsIgnoreCase("PEM")) {
          KeyStore store = KeyStore.getInstance(type);
          store.load(in, password.map(String::toCharArray).orElse(null));
          return store;
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (Certificate certificate :
            CertificateFactory.getInstance("X.509").generateCertificates(in)) {
          store.setCertificateEntry("trusted-" + store.size(), certificate);
        }
        return store;
      }
    }

    private SSLContext context() {
      try {
        TrustManagerFactory trust =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(load());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
      } catch (IOException | GeneralSecurityException e) {
        throw new AccessDenied(
            "the registry's truststore %s cannot be used: %s. Check schema.registry.ssl.truststore.*"
                .formatted(file, e),
            e);
      }
    }
  }

  /** The user's name; empty for an anonymous client. */
  Optional<String> user() {
    return userInfo.map(text -> text.substring(0, text.indexOf(':')));
  }

  /** The value of the header {@code Authorization}; empty for an anonymous client. */
  Optional<String> authorization() {
    return userInfo.map(
        text ->
            "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * A builder that trusts these certificates.
   *
   * @throws AccessDenied if they cannot be read
   */
  HttpClient.Builder client() {
    HttpClient.Builder builder = HttpClient.newBuilder();
    truststore.ifPresent(certificates -> builder.sslContext(certificates.context()));
    return builder;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "RegistryAccess[user=%s]".formatted(user().orElse("none"));
  }
}
