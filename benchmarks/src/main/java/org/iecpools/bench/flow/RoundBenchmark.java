package org.iecpools.bench.flow;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Role;
import org.iecpools.stack.StackException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Orders one round over HTTP and measures until its last invitation is on the dashboard. */
final class RoundBenchmark {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final long POLL_INTERVAL_MS = 20;

  private final LocalStack stack;
  private final ServiceStack services;
  private final EventCodec codec;

  RoundBenchmark(LocalStack stack, ServiceStack services, EventCodec codec) {
    this.stack = stack;
    this.services = services;
    this.codec = codec;
  }

  /**
   * Runs the pool's first round.
   *
   * @param candidates the pool's profiles, all decided and known to all services
   * @param invitations number of invitations to order
   */
  RoundTimes measure(PoolId pool, List<ProfileSubmitted> candidates, int invitations)
      throws InterruptedException {
    try (CommittedRecords issued =
        new CommittedRecords(ServiceStack.connection(stack), Topics.INVITATIONS.name())) {
      long ordered = System.nanoTime();
      CompletableFuture<Long> answered = order(pool, invitations);
      long deadline = ordered + TIMEOUT.toNanos();
      while (!isVisible(pool, candidates.size() - invitations, invitations)
          || issued.timeline().count() < invitations
          || !answered.isDone()) {
        if (System.nanoTime() > deadline) {
          throw new StackException(
              "the round of %,d invitations has %,d after %d s"
                  .formatted(invitations, issued.timeline().count(), TIMEOUT.toSeconds()));
        }
        TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL_MS);
      }
      long visible = System.nanoTime();
      services.awaitRest(services.visible());
      check(candidates, invitations, issued.values());
      return new RoundTimes(
          candidates.size(),
          invitations,
          (at(answered) - ordered) / 1e6,
          (issued.timeline().reached(invitations) - ordered) / 1e6,
          (visible - ordered) / 1e6);
    }
  }

  /** Checks that as many different candidates of the pool are invited as ordered, once each. */
  private void check(List<ProfileSubmitted> candidates, int invitations, List<byte[]> values) {
    Map<UUID, UUID> invitedProfiles =
        values.stream()
            .map(value -> Accounts.decoded(value, codec))
            .map(
                event -> {
                  if (event instanceof InvitationIssued invitation) {
                    return invitation;
                  }
                  throw new StackException("the round has caused another event: " + event);
                })
            .collect(
                Collectors.toMap(
                    InvitationIssued::getProfileId,
                    InvitationIssued::getInvitationId,
                    (_, second) -> {
                      throw new StackException("a profile is invited twice, with " + second);
                    }));
    long ofThePool =
        candidates.stream()
            .filter(profile -> invitedProfiles.containsKey(profile.getProfileId()))
            .count();
    if (invitedProfiles.size() != invitations || ofThePool != invitations) {
      throw new StackException(
          "%,d invitations were ordered; %,d were issued, %,d of them to candidates of the pool"
              .formatted(invitations, invitedProfiles.size(), ofThePool));
    }
  }

  /** Sends the order; completes with the time of the answer in nanoseconds. */
  private CompletableFuture<Long> order(PoolId pool, int invitations) {
    String body =
        JsonMapper.shared()
            .writeValueAsString(
                Map.of(
                    "season",
                    pool.getSeason(),
                    "country",
                    pool.getCountry(),
                    "orders",
                    List.of(Map.of("pool", PoolIds.text(pool), "size", invitations))));
    return CompletableFuture.supplyAsync(
        () -> {
          try (HttpClient http =
              HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> answer =
                http.send(
                    HttpRequest.newBuilder(
                            URI.create(stack.addresses().invitation() + "/api/v1/rounds"))
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + stack.tokens().of(Role.OPERATOR))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
              throw new StackException(
                  "the order was answered with %d: %s"
                      .formatted(answer.statusCode(), answer.body()));
            }
            return System.nanoTime();
          } catch (IOException e) {
            throw new StackException("the order could not be sent: " + e, e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while the order was sent", e);
          }
        });
  }

  private static long at(CompletableFuture<Long> answered) {
    try {
      return answered.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StackException reason) {
        throw reason;
      }
      throw e;
    }
  }

  private boolean isVisible(PoolId pool, int left, int invitations) {
    for (JsonNode row : services.rows()) {
      if (row.get("pool").asString().equals(PoolIds.text(pool))) {
        return row.get("candidatesInPool").asInt() == left
            && row.get("invitationsIssued").asInt() == invitations;
      }
    }
    return false;
  }
}
