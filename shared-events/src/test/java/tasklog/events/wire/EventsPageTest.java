package tasklog.events.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tasklog.events.wire.EventsPage.Part;

/** The page for integrators says what the contract says: no event, member, header or example of it can go stale. */
class EventsPageTest {

  /** Writes the made parts of the page anew instead of failing. */
  private static final boolean WRITE = System.getProperty("tasklog.docs.write") != null;

  private static final Path FIRST_CONSUMER = Path.of("../infra/contract/first-consumer.mjs");

  @Test
  void every_part_that_follows_from_the_contract_is_there() throws IOException {
    assertThat(EventsPage.parts(page())).containsExactlyInAnyOrder(Part.values());
  }

  @Test
  void the_page_says_what_schemas_golden_files_and_headers_say() throws IOException {
    if (WRITE) Files.writeString(EventsPage.FILE, EventsPage.renewed(page()));
    assertThat(page()).as("A part of the page is not what the contract says. To write it anew:%n"
        + "./mvnw -pl shared-events test -Dtest=EventsPageTest -Dtasklog.docs.write")
        .isEqualTo(EventsPage.renewed(page()));
  }

  @Test
  void every_example_is_json_and_the_bytes_of_a_golden_file_but_for_blanks() throws IOException {
    var golden = Stream.of(EventType.values()).map(type -> {
      try {
        return GoldenEventTest.golden(type);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }).toList();
    var examples = Pattern.compile("(?s)```json\n(.*?)```").matcher(page()).results()
        .map(example -> TasklogJson.mapper().readTree(example.group(1)).toString()).toList();
    assertThat(examples).containsAll(golden);
  }

  @Test
  void the_first_consumer_on_the_page_is_the_one_that_can_be_run() throws IOException {
    assertThat(page()).contains("```js\n" + Files.readString(FIRST_CONSUMER) + "```");
  }

  @Test
  void the_page_names_the_topics() throws IOException {
    assertThat(page()).contains("`" + Topics.events(1) + "`", "`" + Topics.checkpoints(1) + "`");
  }

  private static String page() throws IOException {
    return Files.readString(EventsPage.FILE);
  }
}
