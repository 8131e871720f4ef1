package org.iecpools.kit.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.web.method.HandlerMethod;

/** Who may call an endpoint, as its annotation states. */
public sealed interface EndpointRule {

  /** Everyone; see {@link PublicEndpoint}. */
  record Public() implements EndpointRule {}

  /** Everyone with a valid token; see {@link RequiresToken}. */
  record AnyToken() implements EndpointRule {}

  /** Everyone whose token has one of these scopes; see {@link RequiresScope}. */
  record OneOf(Set<Scope> scopes) implements EndpointRule {
    public OneOf {
      scopes = EnumSet.copyOf(scopes);
    }

    /** The scopes as in a token, separated by spaces. */
    String text() {
      return scopes.stream().map(Scope::value).collect(Collectors.joining(" "));
    }
  }

  /**
   * What a valid token states about its holder.
   *
   * @param subject the candidate's id; empty if the token's subject is not a UUID
   */
  record Caller(Set<Scope> scopes, Optional<UUID> subject) {
    public Caller {
      scopes = Set.copyOf(scopes);
    }
  }

  /** The result of a rule. */
  enum Verdict {
    PERMITTED,
    /** There is no token. */
    TOKEN_NEEDED,
    /** The token has none of the scopes. */
    SCOPE_NEEDED,
    /** The token has a scope that is bound to its subject, which is another candidate. */
    OTHER_CANDIDATE
  }

  /**
   * The rule of an endpoint; empty if it has no annotation or several. Nobody may call it then, and
   * a test of each service fails.
   */
  static Optional<EndpointRule> of(HandlerMethod endpoint) {
    List<EndpointRule> rules = new ArrayList<>();
    if (endpoint.hasMethodAnnotation(PublicEndpoint.class)) {
      rules.add(new Public());
    }
    if (endpoint.hasMethodAnnotation(RequiresToken.class)) {
      rules.add(new AnyToken());
    }
    RequiresScope scopes = endpoint.getMethodAnnotation(RequiresScope.class);
    if (scopes != null && scopes.value().length > 0) {
      rules.add(new OneOf(EnumSet.copyOf(Arrays.asList(scopes.value()))));
    }
    return rules.size() == 1 ? Optional.of(rules.getFirst()) : Optional.empty();
  }

  /**
   * Decides about a request.
   *
   * @param caller empty if the request has no token
   * @param candidate the candidate in the path; empty if there is none or the id is invalid
   */
  default Verdict verdict(Optional<Caller> caller, Optional<UUID> candidate) {
    return switch (this) {
      case Public _ -> Verdict.PERMITTED;
      case AnyToken _ -> caller.isPresent() ? Verdict.PERMITTED : Verdict.TOKEN_NEEDED;
      case OneOf(Set<Scope> accepted) ->
          caller.map(it -> verdict(accepted, it, candidate)).orElse(Verdict.TOKEN_NEEDED);
    };
  }

  private static Verdict verdict(Set<Scope> accepted, Caller caller, Optional<UUID> candidate) {
    Set<Scope> had = EnumSet.copyOf(accepted);
    had.retainAll(caller.scopes());
    if (had.isEmpty()) {
      return Verdict.SCOPE_NEEDED;
    }
    boolean isOwn = candidate.isPresent() && candidate.equals(caller.subject());
    return isOwn || had.stream().anyMatch(scope -> !scope.isBoundToSubject())
        ? Verdict.PERMITTED
        : Verdict.OTHER_CANDIDATE;
  }
}
