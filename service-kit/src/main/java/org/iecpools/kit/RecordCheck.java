package org.iecpools.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.iecpools.events.ApplicationsEvent;
import org.iecpools.events.CandidateEvent;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolsEvent;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfilesEvent;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.ResponsesEvent;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.RunRounds;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.SeasonsEvent;

/**
 * What the schema cannot say about a record's content. Faults of a profile are not here:
 * pool-service answers them with a decision.
 */
final class RecordCheck {

  private RecordCheck() {}

  /** Every fault of a record, in sentences; empty when it can be taken. */
  static List<String> faults(SpecificRecord record) {
    List<String> faults = new ArrayList<>();
    switch (record) {
      case Event event -> check(event, faults);
      case RunRounds command ->
          command.getOrders().forEach(order -> check(order.getPool(), faults));
      default -> {
        // other records have nothing beyond their schema
      }
    }
    return faults;
  }

  private static void check(Event event, List<String> faults) {
    switch (event) {
      case SeasonsEvent e -> check(e, faults);
      case RoundsEvent e -> {
        check(e.getPool(), faults);
        if (e instanceof RoundRun run && (run.getInvited() < 0 || run.getRevision() < 0)) {
          faults.add("invited and revision must be 0 or more");
        }
      }
      case CandidateEvent e -> check(e, faults);
    }
  }

  private static void check(SeasonsEvent event, List<String> faults) {
    switch (event) {
      case SeasonPlanned e ->
          e.getPools()
              .forEach(
                  plan ->
                      check(
                          new PoolId(
                              e.getSeason(), e.getCountry(), plan.getCategory(), plan.getStream()),
                          faults));
      case QuotaAnnounced e -> {
        check(e.getPool(), faults);
        Integer permits = e.getQuota().getPermits();
        QuotaKind kind = e.getQuota().getKind();
        if (kind == QuotaKind.UNKNOWN) {
          faults.add("the quota is of no known kind");
        } else if ((kind == QuotaKind.NUMBER) != (permits != null)) {
          faults.add("a quota has permits exactly when its kind is NUMBER");
        } else if (permits != null && permits < 0) {
          faults.add("a quota of " + permits + " permits; it must be 0 or more");
        }
      }
    }
  }

  private static void check(CandidateEvent event, List<String> faults) {
    switch (event) {
      case ProfilesEvent _ -> {
        // decided, with every reason, by pool-service
      }
      case PoolsEvent e -> check(e, faults);
      case InvitationsEvent e -> check(e.getPool(), faults);
      case ResponsesEvent e -> check(e.getPool(), faults);
      case ApplicationsEvent e -> check(e.getPool(), faults);
    }
  }

  private static void check(PoolsEvent event, List<String> faults) {
    switch (event) {
      case PoolEntered e -> checkStay(e.getPool(), e.getStay(), faults);
      case PoolLeft e -> checkStay(e.getPool(), e.getStay(), faults);
      case PoolLeaveVoided e -> checkStay(e.getPool(), e.getStay(), faults);
      case PoolEntryRefused _, ProfileRejected _ -> {
        // states what was asked for, which may be no pool at all
      }
    }
  }

  private static void checkStay(PoolId pool, int stay, List<String> faults) {
    check(pool, faults);
    if (stay < 1) {
      faults.add("stay " + stay + " is not 1 or more");
    }
  }

  private static void check(PoolId pool, List<String> faults) {
    Stream.ofNullable(PoolIds.fault(pool)).forEach(faults::add);
  }
}
