package org.iecpools.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

  private static final String ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

  @Test
  void theExampleOfTheSpecificationIsReadAndWritten() {
    String text = "example.com/behind-the-sofa\n20852163\n" + ROOT + "\n";

    Checkpoint checkpoint = Checkpoint.parse(text);

    assertThat(checkpoint)
        .isEqualTo(Checkpoint.of("example.com/behind-the-sofa", 20852163, Hash.ofBase64(ROOT)));
    assertThat(checkpoint.text()).isEqualTo(text);
  }

  @Test
  void extensionsAreKept() {
    String text = "go.sum database tree\n0\n" + ROOT + "\none\n two \n";

    assertThat(Checkpoint.parse(text).extensions()).isEqualTo(List.of("one", " two "));
    assertThat(Checkpoint.parse(text).text()).isEqualTo(text);
  }

  @Test
  void theLargestSizeIsRead() {
    assertThat(Checkpoint.parse("a\n9223372036854775807\n" + ROOT + "\n").size())
        .isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "a\n1\n",
        "a\n1\n" + ROOT,
        "\n1\n" + ROOT + "\n",
        "a\n\n" + ROOT + "\n",
        "a\n01\n" + ROOT + "\n",
        "a\n+1\n" + ROOT + "\n",
        "a\n-1\n" + ROOT + "\n",
        "a\n1 \n" + ROOT + "\n",
        "a\n0x1\n" + ROOT + "\n",
        "a\n\u0661\n" + ROOT + "\n",
        "a\n9223372036854775808\n" + ROOT + "\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2=\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",
        "a\n1\n" + ROOT + " \n",
        "a\n1\n" + ROOT + "\n\n",
        "a\n1\n" + ROOT + "\nx\n\ny\n",
        "a\r\n1\r\n" + ROOT + "\r\n"
      })
  void aTextThatIsNotExactlyInTheFormatIsRefused(String text) {
    assertThatThrownBy(() -> Checkpoint.parse(text)).isInstanceOf(Malformed.class);
  }

  @Test
  void aCheckpointCannotBeMadeOfWhatCannotBeRead() {
    Hash root = Hash.ofBase64(ROOT);
    assertThatThrownBy(() -> Checkpoint.of("", 1, root)).isInstanceOf(Malformed.class);
    assertThatThrownBy(() -> Checkpoint.of("a\nb", 1, root)).isInstanceOf(Malformed.class);
    assertThatThrownBy(() -> Checkpoint.of("a", -1, root)).isInstanceOf(Malformed.class);
    assertThatThrownBy(() -> new Checkpoint("a", 1, root, List.of("")))
        .isInstanceOf(Malformed.class);
  }
}
