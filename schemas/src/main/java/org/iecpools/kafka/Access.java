package org.iecpools.kafka;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;

/** Brings the users and access rules of a Kafka cluster to those of {@link PrincipalAcls}. */
final class Access {

  static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_512;

  private static final int ITERATIONS = 4096;

  private Access() {}

  /**
   * Sets the passwords of the users, adds missing rules, and removes rules of this project's users
   * that are no longer needed. Rules of other users are not touched.
   *
   * @param simulated whether time is simulated
   * @return what has been done, a sentence each
   */
  static List<String> apply(Admin admin, Credentials credentials, boolean simulated)
      throws ExecutionException, InterruptedException {
    List<Principal> users = Principal.withPassword(simulated);
    List<UserScramCredentialAlteration> passwords =
        users.stream()
            .<UserScramCredentialAlteration>map(
                user ->
                    new UserScramCredentialUpsertion(
                        user.id(),
                        new ScramCredentialInfo(MECHANISM, ITERATIONS),
                        credentials.password(user)))
            .toList();
    admin.alterUserScramCredentials(passwords).all().get();

    Set<AclBinding> wanted = PrincipalAcls.all();
    Set<AclBinding> present = ours(admin);
    Set<AclBinding> missing = without(wanted, present);
    Set<AclBinding> stale = without(present, wanted);
    admin.createAcls(missing).all().get();
    admin.deleteAcls(stale.stream().map(AclBinding::toFilter).toList()).all().get();

    List<String> done = new ArrayList<>();
    done.add("users: " + users.stream().map(Principal::id).collect(Collectors.joining(", ")));
    done.add(
        "access rules: %d in all, %d added, %d removed"
            .formatted(wanted.size(), missing.size(), stale.size()));
    return done;
  }

  private static Set<AclBinding> ours(Admin admin) throws ExecutionException, InterruptedException {
    Set<String> names =
        Arrays.stream(Principal.values()).map(Principal::kafkaName).collect(Collectors.toSet());
    return admin.describeAcls(AclBindingFilter.ANY).values().get().stream()
        .filter(rule -> names.contains(rule.entry().principal()))
        .collect(Collectors.toSet());
  }

  private static Set<AclBinding> without(
      Collection<AclBinding> these, Collection<AclBinding> those) {
    Set<AclBinding> rest = new HashSet<>(these);
    rest.removeAll(those);
    return rest;
  }
}
