package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.iecpools.events.Category;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolId;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.launcher.SimulatorEndpoints;
import org.iecpools.simulator.replay.PublishedColumn;
import org.iecpools.simulator.replay.PublishedTable;
import org.iecpools.simulator.replay.Replay;
import org.iecpools.simulator.replay.ReplayListener;
import org.iecpools.simulator.replay.ReplayPlan;
import org.iecpools.simulator.replay.ReplayResult;
import org.iecpools.simulator.replay.ReplayResult.Compared;
import org.iecpools.simulator.replay.ReplayResult.Outcome;
import org.iecpools.simulator.replay.TableRefused;
import org.iecpools.stack.StackOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Two small published tables on one stack: time advances from the first to the second. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplayTest {

  private static final String HEADER =
      "as_of,season,country,country_name,category,stream,quota,invitations_issued,candidates_in_pool,spots_available\r\n";

  private static TestStack stack;

  @BeforeAll
  static void start() {
    stack = TestStack.start(StackOptions.throwaway().inSimulatedTime());
  }

  @AfterAll
  static void goDown() {
    stack.close();
  }

  @Test
  @Order(1)
  void theDashboardReachesEveryCellThatAValidHistoryCanReach() throws TableRefused {
    ReplayResult result =
        replay(
            """
            "February&nbsp;3,&nbsp;2023",2023,an,Andorra,wh,,,4,1,23
            2023-02-10,2023,AD,Andorra,WORKING_HOLIDAY,,25,9,2,20
            2023-02-17,2023,AD,Andorra,WORKING_HOLIDAY,,25,9,2,22
            2023-02-10,2023,AU,Australia,YOUNG_PROFESSIONALS,,Unlimited,40,3,unlimited
            2023-02-10,2023,FR,France,WORKING_HOLIDAY,,6,11,5,0
            2023-02-17,2023,FR,France,WORKING_HOLIDAY,,6,12,8,0
            2023-02-24,2023,FR,France,WORKING_HOLIDAY,,6,12,30,0
            2023-02-10,2023,MX,Mexico,WORKING_HOLIDAY,,TBA,0,17,TBA
            2023-02-24,2023,MX,Mexico,WORKING_HOLIDAY,,30,12,9,28
            2023-02-10,2023,IT,Italy,WORKING_HOLIDAY,,100,87,7,118
            2023-02-17,2023,IT,Italy,WORKING_HOLIDAY,,100,80,7,50
            2023-02-17,2023,BE,Belgium,YOUNG_PROFESSIONALS,,not offered,0,0,0
            """,
            new Quiet());

    assertThat(result.problems()).isEmpty();
    assertThat(result.cells(Outcome.DIFFERENT)).isEmpty();
    assertThat(result.cells(Outcome.UNREACHABLE))
        .extracting(Compared::line, Compared::column, Compared::shown)
        .containsExactly(
            tuple(11L, PublishedColumn.SPOTS, "100"),
            tuple(12L, PublishedColumn.INVITATIONS, "87"));
    assertThat(result.cells(Outcome.REACHED)).hasSize(45);
    assertThat(result.exitStatus()).isZero();
  }

  @Test
  @Order(2)
  void everyCellThatAForeignEventChangesIsReported() throws TableRefused {
    try (Upstream upstream = new Upstream(stack.addresses(), stack.tokens())) {
      ReplayResult result =
          replay(
              """
              2025-01-31,2025,IE,Ireland,WORKING_HOLIDAY,,50,10,2,45
              2025-02-07,2025,IE,Ireland,WORKING_HOLIDAY,,50,12,2,44
              """,
              new Quiet() {
                @Override
                public void weekReplayed(Week week) {
                  if (week.asOf().equals(LocalDate.of(2025, 1, 31))) {
                    upstream.produce(
                        new LoiIssued(
                            UUID.randomUUID(),
                            Instant.parse("2025-01-30T17:00:00Z"),
                            new PoolId(2025, "IE", Category.WORKING_HOLIDAY, null),
                            UUID.randomUUID(),
                            UUID.randomUUID(),
                            UUID.randomUUID()));
                  }
                }
              });

      assertThat(result.cells(Outcome.DIFFERENT))
          .extracting(Compared::line, Compared::column, Compared::published, Compared::shown)
          .containsExactly(
              tuple(2L, PublishedColumn.SPOTS, "45", "44"),
              tuple(3L, PublishedColumn.SPOTS, "44", "43"));
      assertThat(result.exitStatus()).isEqualTo(1);
    }
  }

  private static ReplayResult replay(String rows, ReplayListener listener) throws TableRefused {
    PublishedTable table = PublishedTable.read((HEADER + rows).getBytes(StandardCharsets.UTF_8));
    return Replay.play(
        table,
        ReplayPlan.of(table),
        SimulatorEndpoints.of(stack.addresses(), ClientConfig.NONE, stack.tokens()),
        listener);
  }

  /** Ignores all notifications. */
  private static class Quiet implements ReplayListener {
    @Override
    public void weekReplayed(Week week) {}

    @Override
    public void underWay(LocalDate asOf, String what) {}
  }
}
