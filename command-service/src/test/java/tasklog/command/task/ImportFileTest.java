package tasklog.command.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static tasklog.command.task.TaskDeciderTest.NOW;
import static tasklog.command.task.TaskDeciderTest.OWNER;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tasklog.command.task.BulkCommand.Mode;
import tasklog.command.task.ImportFile.Fault;
import tasklog.command.task.ImportTasks.Line;
import tasklog.command.task.ImportTasks.NewTag;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;

/** {@code NOW} is 2026-01-05T12:00:00.123456Z. */
class ImportFileTest {

  private static final String ID = "019b8c00-0000-7000-8000-00000000000a";

  @Test
  void a_line_tells_when_its_task_was_created_and_completed() throws IOException {
    var line = line("{'title':'x','status':'completed','created_at':'0001-01-01T00:00:00Z',"
        + "'completed_at':'2026-01-05T13:00:00.123456+01:00'}");
    assertThat(line.task().at()).isEqualTo(Instant.parse("0001-01-01T00:00:00Z"));
    assertThat(line.completedAt()).isEqualTo(NOW);
  }

  @Test
  void what_a_line_does_not_tell_is_as_for_a_task_that_is_created() throws IOException {
    assertThat(line("{'title':'x'}").task().at()).isEqualTo(NOW);
    assertThat(line("{'title':'x','created_at':null,'completed_at':null}").task().at()).isEqualTo(NOW);
    var completed = line("{'title':'x','status':'completed','created_at':'2021-01-01T00:00:00Z'}");
    assertThat(completed.completedAt()).isEqualTo(Instant.parse("2021-01-01T00:00:00Z"));
    assertThat(line("{'title':'x','status':'cancelled'}").completedAt()).isNull();
  }

  @Test
  void names_of_tags_are_the_same_when_their_folding_is_and_keep_their_first_spelling() throws IOException {
    var command = read("{'title':'x','tags':['Straße','b']}\n{'title':'y','tags':['STRASSE']}")
        .command(Mode.ATOMIC);
    assertThat(command.tags()).containsOnlyKeys("strasse", "b");
    assertThat(command.tags().values()).extracting(NewTag::name).containsExactly("Straße", "b");
    assertThat(command.lines().values()).extracting(Line::tagNames)
        .containsExactly(List.of("strasse", "b"), List.of("strasse"));
  }

  @Test
  void an_id_that_the_line_chooses_is_told_from_one_that_we_make() throws IOException {
    var chosen = line("{'title':'x','id':'" + ID + "'}");
    assertThat(chosen.chosenId()).isTrue();
    assertThat(chosen.task().task().toString()).isEqualTo(ID);
    assertThat(line("{'title':'x'}").chosenId()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {}                                                               | /title required
      []                                                               | ` wrong_type`
      null                                                             | ` wrong_type`
      {'title':'x','labels':[]}                                        | /labels unknown_field
      {'title':'x','updated_at':null}                                  | /updated_at unknown_field
      {'title':'x','tags':['']}                                        | /tags/0 too_short
      {'title':'x','tags':['a','A']}                                   | /tags/1 duplicate
      {'title':'x','tags':null}                                        | /tags null_not_allowed
      {'title':'\\ud800'}                                            | /title character_not_allowed
      {'title':'x','attributes':{'n':1e400000}}                        | /attributes/n number_out_of_range
      {'title':'x','created_at':'2026-01-05T12:00:00.123457Z'}         | /created_at time_in_future
      {'title':'x','created_at':'0000-12-31T23:59:59Z'}                | /created_at time_out_of_range
      {'title':'x','created_at':'2026-01-05T12:00:00.1234567Z'}        | /created_at time_too_precise
      {'title':'x','completed_at':'2026-01-05T12:00:00Z'}              | /completed_at contradiction
      {'title':'x','status':'cancelled','completed_at':'2026-01-05T12:00:00Z'} | /completed_at contradiction
      {'title':'x','status':'completed','completed_at':'2026-01-05T12:00:00Z'} | /completed_at time_out_of_order
      {'title':'x','status':'completed','completed_at':'2026-01-05T12:00:01Z'} | /completed_at time_in_future
      """)
  void what_breaks_a_rule_is_named_with_its_line(String line, String expected) throws IOException {
    var file = read("\n{'title':'fine'}\n" + line);
    assertThat(file.faults()).containsExactly(new Fault(3, ProblemCode.VALIDATION_FAILED));
    assertThat(errors(file)).containsExactly("3 " + expected);
    assertThat(file.command(Mode.PARTIAL).lines()).hasSize(1);
  }

  @Test
  void a_line_that_is_no_json_is_named_and_the_others_are_read() throws IOException {
    var file = read("{'title':'x'\n{'title':'y'}\n{'title':''}");
    assertThat(file.faults()).containsExactly(new Fault(1, ProblemCode.MALFORMED_JSON),
        new Fault(3, ProblemCode.VALIDATION_FAILED));
    var refused = catchThrowableOfType(ProblemException.class, file::check);
    assertThat(refused.code()).isEqualTo(ProblemCode.MALFORMED_JSON);
    assertThat(errors(file)).containsExactly("1  malformed_json", "3 /title too_short");
  }

  @Test
  void an_id_that_is_there_twice_is_refused_where_it_is_repeated() throws IOException {
    var file = read("{'title':'x','id':'%1$s'}\n{'title':'y','id':'%2$s'}\n{'title':'z','id':'%2$s'}"
        .formatted(ID, ID.toUpperCase(Locale.ROOT)));
    assertThat(errors(file)).containsExactly("2 /id duplicate", "3 /id duplicate");
    assertThat(file.command(Mode.PARTIAL).lines().values()).extracting(Line::number).containsExactly(1);
  }

  @Test
  void tags_by_id_and_by_name_are_fifty_together() throws IOException {
    var ids = IntStream.range(0, 30).mapToObj("'00000000-0000-7000-8000-0000000000%02d'"::formatted)
        .collect(joining(","));
    var names = IntStream.range(0, 20).mapToObj(i -> "'" + i + "'").collect(joining(","));
    assertThat(read("{'title':'x','tag_ids':[" + ids + "],'tags':[" + names + "]}").faults()).isEmpty();
    assertThat(errors(read("{'title':'x','tag_ids':[" + ids + "],'tags':[" + names + ",'one more']}")))
        .containsExactly("1 /tags too_many");
  }

  @Test
  void the_first_hundred_errors_are_named_and_all_lines_counted() throws IOException {
    var file = read("{'a':1,'b':2}\n".repeat(1_000));
    assertThat(errors(file)).hasSize(100);
    assertThat(file.faults()).hasSize(1_000);
    assertThat(catchThrowableOfType(ProblemException.class, file::check).detail()).startsWith("1000 lines ");
  }

  @Test
  void there_are_one_to_ten_thousand_lines() throws IOException {
    assertThat(read("{'title':'x'}\n".repeat(10_000) + "\n").command(Mode.ATOMIC).lines()).hasSize(10_000);
    assertThat(
        catchThrowableOfType(ProblemException.class, () -> read("{'title':'x'}\n".repeat(10_001))).code())
        .isEqualTo(ProblemCode.PAYLOAD_TOO_LARGE);
    assertThat(catchThrowableOfType(ProblemException.class, () -> read("\r\n")).errors().getFirst().code())
        .isEqualTo("too_few");
  }

  @Test
  void tags_are_bounded_in_all_and_their_names_too() throws IOException {
    var fifty = IntStream.range(0, 50).mapToObj(i -> "'" + i + "'").collect(joining(","));
    var line = "{'title':'x','tags':[" + fifty + "]}\n";
    assertThat(read(line.repeat(1_000)).faults()).isEmpty();
    assertThat(catchThrowableOfType(ProblemException.class, () -> read(line.repeat(1_001))).code())
        .isEqualTo(ProblemCode.PAYLOAD_TOO_LARGE);
    assertThat(read(named(1_000)).faults()).isEmpty();
    assertThat(catchThrowableOfType(ProblemException.class, () -> read(named(1_001))).code())
        .isEqualTo(ProblemCode.PAYLOAD_TOO_LARGE);
  }

  private static String named(int names) {
    return IntStream.range(0, names).mapToObj(i -> "{'title':'x','tags':['name " + i + "']}\n")
        .collect(joining());
  }

  private static Line line(String text) throws IOException {
    var file = read(text);
    assertThat(file.faults()).isEmpty();
    return file.command(Mode.ATOMIC).lines().firstEntry().getValue();
  }

  private static List<String> errors(ImportFile file) {
    return catchThrowableOfType(ProblemException.class, file::check).errors().stream()
        .map(error -> error.line() + " " + error.pointer() + " " + error.code()).toList();
  }

  private static ImportFile read(String text) throws IOException {
    return ImportFile.read(new ByteArrayInputStream(text.replace('\'', '"').getBytes(UTF_8)), OWNER, NOW);
  }
}
