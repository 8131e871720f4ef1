package org.iecpools.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.Category;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PoolIds;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.Residence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {

  @Test
  void everyEventStandsOnTheTopicThatItsSchemaNames() {
    for (Topic<?> topic : Topics.EVENTS) {
      for (Class<?> type : topic.types()) {
        assertThat(SpecificData.get().getSchema(type).getProp("topic"))
            .as(type.getSimpleName())
            .isEqualTo(topic.name());
      }
    }
  }

  @Test
  void everyEventOfTheDomainHasATopic() {
    assertThat(Topics.EVENTS.stream().mapToInt(topic -> topic.types().size()).sum()).isEqualTo(27);
  }

  @Test
  void onlyInvitationServiceWritesVerdicts() {
    assertThat(Topics.INVITATIONS.types())
        .contains(AcceptanceConfirmed.class, InvitationClosed.class, AnswerRejected.class);
    assertThat(Topics.INVITATIONS.writers()).containsExactly("invitation-service");
    assertThat(Topics.ALL)
        .filteredOn(topic -> topic.types().contains(InvitationClosed.class))
        .containsExactly(Topics.INVITATIONS);
  }

  @Test
  void everyFieldHasADescription() {
    for (Schema schema : EventCodec.schemas()) {
      assertThat(schema.getDoc()).as(schema.getName()).isNotBlank();
      for (Schema.Field field : schema.getFields()) {
        assertThat(field.doc()).as(schema.getName() + "." + field.name()).isNotBlank();
      }
    }
  }

  @Test
  void enumsCanGrow() {
    for (Schema type :
        List.of(
            Category.SCHEMA$,
            LeaveCause.SCHEMA$,
            ClosedCause.SCHEMA$,
            Answer.SCHEMA$,
            QuotaKind.SCHEMA$,
            Residence.SCHEMA$)) {
      assertThat(type.getEnumDefault()).as(type.getName()).isEqualTo("UNKNOWN");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026/IE/WORKING_HOLIDAY", "2026/FR/YOUNG_PROFESSIONALS/VIE"})
  void aPoolHasOneTextForm(String text) {
    assertThat(PoolIds.text(PoolIds.parse(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026/IE",
        "26/IE/WORKING_HOLIDAY",
        "x/IE/WORKING_HOLIDAY",
        "2026/ie/WORKING_HOLIDAY",
        "2026/IRL/WORKING_HOLIDAY",
        "2026/IE/SIGHTSEEING",
        "2026/IE/UNKNOWN",
        "2026/FR/YOUNG_PROFESSIONALS/vie",
        "2026/FR/YOUNG_PROFESSIONALS/",
        "2026/FR/YOUNG_PROFESSIONALS/VIE/X"
      })
  void whatIsNoPoolIsRefusedWithASentence(String text) {
    assertThatThrownBy(() -> PoolIds.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'");
  }
}
