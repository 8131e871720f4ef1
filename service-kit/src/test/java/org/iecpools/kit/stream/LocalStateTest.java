package org.iecpools.kit.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.iecpools.kit.web.Unavailable;
import org.junit.jupiter.api.Test;

class LocalStateTest {

  private boolean open = true;
  private boolean complete = true;

  private final LocalState state =
      new LocalState(
          new LocalState.Finder() {
            @Override
            public <V> ReadOnlyKeyValueStore<String, V> find(String name) {
              if (open) {
                return null;
              }
              throw new InvalidStateStoreException("not open");
            }
          },
          () -> complete);

  @Test
  void whatIsThereIsRead() {
    assertThat(state.<String, String>read("store", _ -> "read")).isEqualTo("read");
  }

  @Test
  void whatCannotBeReadAtAllIsUnavailable() {
    open = false;

    assertThatThrownBy(() -> state.read("store", _ -> "read")).isInstanceOf(Unavailable.class);
  }

  /** Otherwise state of a task that is still being restored would be answered with 404. */
  @Test
  void whatMayBeReadInPartOnlyIsUnavailable() {
    complete = false;

    assertThatThrownBy(() -> state.read("store", _ -> "read")).isInstanceOf(Unavailable.class);
  }
}
