package tasklog.cli.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tasklog.cli.console.Refusal;
import tasklog.cli.imports.Piece.Limits;

class PieceTest {

  private static final Limits SMALL = new Limits(3, 20);

  @TempDir
  private Path folder;

  @Property(tries = 100)
  void pieces_are_the_whole_file_in_order_cut_between_lines_and_within_the_limits(
      @ForAll @Size(max = 20) List<@StringLength(max = 12) @Chars({'x', ' ', '\r'}) String> lines,
      @ForAll boolean ended) throws IOException {
    var file = Files.createTempFile("piece", ".ndjson");
    try {
      Files.writeString(file, String.join("\n", lines) + (ended ? "\n" : ""));
      var pieces = Piece.of(file, SMALL);
      var all = new ByteArrayOutputStream();
      var number = 1L;
      for (var piece : pieces) {
        var text = text(piece);
        assertThat(tasks(text)).hasSize((int) piece.tasks());
        assertThat(piece.tasks()).isBetween(1L, 3L);
        assertThat(piece.length()).isEqualTo(text.length()).isLessThanOrEqualTo(20);
        assertThat(piece.firstLine()).isGreaterThanOrEqualTo(number);
        assertThat(text.split("\n", -1)[0]).isEqualTo(lines.get((int) piece.firstLine() - 1));
        number = piece.lastLine() + 1;
        all.writeBytes(text.getBytes(UTF_8));
      }
      assertThat(tasks(all.toString(UTF_8))).isEqualTo(tasks(String.join("\n", lines)));
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void a_key_follows_from_what_is_sent_and_how_and_from_nothing_else() throws IOException {
    var once = Piece.of(write("1\n2\n3\n1\n2\n3\n"), SMALL);
    var again = Piece.of(write("1\n2\n3\n1\n2\n4\n"), SMALL);
    assertThat(once).hasSize(2);
    assertThat(again.getFirst().key("partial")).isEqualTo(once.getFirst().key("partial"));
    assertThat(new HashSet<>(List.of(once.get(0).key("partial"), once.get(1).key("partial"),
        again.get(1).key("partial"), once.get(0).key("atomic")))).hasSize(4);
  }

  @Test
  void a_line_that_no_request_takes_is_named_before_anything_is_sent() throws IOException {
    var file = write("1\n" + "2".repeat(21) + "\n");
    assertThatThrownBy(() -> Piece.of(file, SMALL)).isInstanceOf(Refusal.class)
        .hasMessage("Line 2 has 22 bytes; a request takes 20");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "", ""), text);
  }

  private static List<String> tasks(String text) {
    return Arrays.stream(text.split("\n")).filter(line -> !line.isBlank()).toList();
  }

  private static String text(Piece piece) throws IOException {
    try (var in = piece.open()) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
