package org.iecpools.auditor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.auditor.TestEvents.declined;
import static org.iecpools.auditor.TestEvents.entered;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.iecpools.events.Event;
import org.junit.jupiter.api.Test;

/** A difference seen only once may be caused by an event that arrived in between. */
class AuditResultTest {

  @Test
  void aCellThatDiffersTwiceInTheSameWayIsADifference() {
    AuditResult result =
        found(difference("4", "3", entered(1))).confirmedBy(found(4, 3), List.of());

    assertThat(result.differences()).hasSize(1);
    assertThat(result.unsettled()).isZero();
    assertThat(result.equal()).isFalse();
  }

  @Test
  void aCellThatDiffersOnceIsUnsettled() {
    AuditResult result = found(difference("4", "3", entered(1))).confirmedBy(List.of(), List.of());

    assertThat(result.differences()).isEmpty();
    assertThat(result.unsettled()).isEqualTo(1);
    assertThat(result.equal()).isFalse();
  }

  @Test
  void aCellThatDiffersWithChangedNumbersIsUnsettled() {
    AuditResult found = found(difference("4", "3", entered(1)));

    assertThat(found.confirmedBy(found(5, 3), List.of()).unsettled()).isEqualTo(1);
    assertThat(found.confirmedBy(found(4, 2), List.of()).unsettled()).isEqualTo(1);
  }

  @Test
  void aCellThatDiffersWithChangedEventsIsUnsettled() {
    AuditResult found = found(difference("4", "3", entered(1), declined(1)));

    assertThat(found.confirmedBy(found(4, 3), List.of()).unsettled()).isEqualTo(1);
  }

  @Test
  void aCellThatNoLongerDiffersIsEqual() {
    assertThat(found().confirmedBy(found(4, 3), List.of()).equal()).isTrue();
  }

  @Test
  void aFaultOfADocumentCountsIfItIsFoundTwice() {
    IdentityFault fault = new IdentityFault(2026, "one document, two candidates", List.of());
    AuditResult found =
        new AuditResult(
            9, 9, 0, List.of(), Set.of(2026), 1, 12, List.of(), List.of(fault), 0, Duration.ZERO);

    AuditResult once = found.confirmedBy(List.of(), List.of());
    assertThat(once.identities()).isEmpty();
    assertThat(once.unsettled()).isEqualTo(1);
    assertThat(once.equal()).isFalse();
    AuditResult twice = found.confirmedBy(List.of(), List.of(fault));
    assertThat(twice.identities()).containsExactly(fault);
    assertThat(twice.unsettled()).isZero();
    assertThat(twice.equal()).isFalse();
  }

  private static List<Difference> found(int shown, int recounted) {
    return List.of(difference(Integer.toString(shown), Integer.toString(recounted), entered(1)));
  }

  private static AuditResult found(Difference... differences) {
    return new AuditResult(
        9, 9, 0, List.of(), Set.of(2026), 1, 12, List.of(differences), List.of(), 0, Duration.ZERO);
  }

  private static Difference difference(String shown, String recounted, Event... events) {
    return new Difference(
        "2026/IE/WORKING_HOLIDAY",
        Optional.empty(),
        "candidatesInPool",
        shown,
        recounted,
        events.length,
        TestEvents.log(List.of(events)));
  }
}
