package org.iecpools.kafka;

import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;

/**
 * Kafka or the registry answers, but does not let this program in. Waiting would not help. The
 * message states what is wrong and what would be right.
 */
public final class AccessDenied extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sentence;

  AccessDenied(String sentence) {
    super(sentence);
    this.sentence = sentence;
  }

  AccessDenied(String sentence, Throwable cause) {
    super(sentence, cause);
    this.sentence = sentence;
  }

  /** Never null. */
  @Override
  public String getMessage() {
    return sentence;
  }

  /**
   * Explains a failure if Kafka denied access; empty for every other failure.
   *
   * @param bootstrapServers the broker's address, for the message
   */
  public static Optional<AccessDenied> in(Throwable failure, String bootstrapServers) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      String sentence =
          switch (e) {
            case AccessDenied denied -> denied.getMessage();
            case SslAuthenticationException _, SSLException _ ->
                "the TLS connection to Kafka at %s failed: %s. Check security.protocol and ssl.truststore.*"
                    .formatted(bootstrapServers, detail(e));
            case AuthenticationException _ ->
                "Kafka at %s does not accept the user: %s. Check security.protocol, sasl.mechanism and sasl.jaas.config"
                    .formatted(bootstrapServers, detail(e));
            case AuthorizationException _ ->
                "Kafka at %s does not allow this user to do this: %s. docs/kafka-security.md lists each user's rights; set-up grants them"
                    .formatted(bootstrapServers, detail(e));
            default -> null;
          };
      if (sentence != null) {
        return Optional.of(new AccessDenied(sentence, failure));
      }
    }
    return Optional.empty();
  }

  /** The first message in the chain of causes that is most specific, without a full stop. */
  private static String detail(Throwable e) {
    Throwable last = e;
    while (last.getCause() != null && last.getCause().getMessage() != null) {
      last = last.getCause();
    }
    return String.valueOf(last.getMessage()).replaceAll("\\.$", "");
  }
}
