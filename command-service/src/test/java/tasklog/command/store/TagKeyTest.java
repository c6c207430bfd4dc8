package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TagKeyTest {

  @Test
  void a_uuid_stands_for_itself() {
    var uuid = UUID.randomUUID();
    assertThat(TagKey.key(uuid.toString())).isEqualTo(uuid);
  }

  @Test
  void another_spelling_of_a_uuid_is_another_value() {
    assertThat(Stream.of("0198c0de-0000-7000-8000-00000000000a", "0198C0DE-0000-7000-8000-00000000000A",
        "198c0de-0-7000-8000-a", "0198c0de-0000-7000-8000-00000000000a ", "", "milk").map(TagKey::key))
        .doesNotHaveDuplicates();
  }

  @Test
  void the_same_text_has_the_same_key_in_every_process() {
    assertThat(TagKey.key("milk")).isEqualTo(UUID.fromString("8825e765-30f8-7ff5-c737-b3254c6936bc"));
  }
}
