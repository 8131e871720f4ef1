package org.iecpools.profile.stream;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.kafka.streams.KeyValue;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaIds;
import org.iecpools.kit.stream.StateSerde;
import org.iecpools.kit.stream.StoredState;
import org.iecpools.profile.domain.Candidate;
import org.iecpools.profile.domain.Invitation;
import org.iecpools.profile.domain.Profile;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Changelogs outlive the program. */
class StoredStateTest {

  @Test
  void candidatesOfTheFirstVersionAreRead() throws IOException {
    StoredState.isReadAsJson(Candidate.class);
  }

  @Test
  void storedStateFromBeforeDeadlinesWereStatedShowsTheComputedDeadline() {
    Candidate candidate = candidate(lines("1/accepted.json").getFirst());
    Profile profile = candidate.profiles().values().iterator().next();
    Invitation invitation = profile.invitations().values().iterator().next();

    assertThat(invitation.state()).isEqualTo(new Invitation.State.Accepted());
    assertThat(invitation.submitBy(profile.zone())).contains(Instant.parse("2026-03-23T00:00:00Z"));
  }

  /**
   * The rows of the second version are events of every type about one candidate, written with the
   * schemas in {@code schemas.jsonl}; {@code Candidate.jsonl} has what that version derived from
   * them.
   */
  @Test
  void eventsOfTheSecondVersionAreRead() {
    List<KeyValue<String, byte[]>> rows =
        lines("2/rows.jsonl").stream()
            .map(JsonMapper.shared()::readTree)
            .map(
                row ->
                    KeyValue.pair(
                        row.get("key").asString(),
                        Base64.getDecoder().decode(row.get("value").asString())))
            .toList();

    Candidate read =
        CandidateRows.read(new RowIterator(rows.iterator()), new EventCodec(schemasOfVersion2()));

    assertThat(read).isEqualTo(candidate(lines("2/Candidate.jsonl").getFirst()));
  }

  private static SchemaIds schemasOfVersion2() {
    Map<Integer, Schema> schemas =
        lines("2/schemas.jsonl").stream()
            .map(JsonMapper.shared()::readTree)
            .collect(
                toMap(
                    line -> line.get("id").asInt(),
                    line -> new Schema.Parser().parse(line.get("schema").toString())));
    return new SchemaIds() {
      @Override
      public int idOf(Schema schema) {
        throw new UnsupportedOperationException("nothing is written");
      }

      @Override
      public Schema schemaOf(int id) throws EventCodec.Undecodable {
        return Optional.ofNullable(schemas.get(id))
            .orElseThrow(() -> new EventCodec.Undecodable("schema id " + id + " is not known"));
      }
    };
  }

  private static Candidate candidate(String json) {
    return StateSerde.json(Candidate.class).deserialize("", json.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> lines(String file) {
    try (InputStream in = StoredStateTest.class.getResourceAsStream("/state/" + file)) {
      return new BufferedReader(
              new InputStreamReader(Objects.requireNonNull(in, file), StandardCharsets.UTF_8))
          .lines()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
