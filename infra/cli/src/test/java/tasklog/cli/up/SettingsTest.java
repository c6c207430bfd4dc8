package tasklog.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tasklog.cli.up.Settings.Port;

class SettingsTest {

  @TempDir
  private Path folder;

  @Test
  void what_was_chosen_stays() {
    var first = Settings.of(folder, 8080);
    var second = Settings.of(folder, 8080);
    assertThat(second.password()).isEqualTo(first.password()).hasSizeGreaterThan(24);
    for (var port : Port.values())
      assertThat(second.port(port)).isEqualTo(first.port(port));
    assertThat(second.notes()).isEmpty();
  }

  @Test
  void no_port_is_chosen_twice_nor_that_of_the_gateway() {
    var settings = Settings.of(folder, 8081);
    assertThat(Stream.of(Port.values()).map(settings::port)).doesNotHaveDuplicates().doesNotContain(8081);
  }

  @Test
  void a_port_that_somebody_else_has_taken_since_is_chosen_anew_with_a_note() throws IOException {
    int kept = Settings.of(folder, 8080).port(Port.KAFKA);
    try (var _ = new ServerSocket(kept, 1, InetAddress.getLoopbackAddress())) {
      var settings = Settings.of(folder, 8080);
      assertThat(settings.port(Port.KAFKA)).isNotEqualTo(kept);
      assertThat(settings.notes())
          .containsExactly("Port " + kept + " is taken; kafka.port is now " + settings.port(Port.KAFKA));
    }
  }

  @Test
  void nobody_else_can_read_the_password() throws IOException {
    Settings.of(folder, 8080);
    for (var file : new String[]{Settings.FILE, Settings.PASSWORD_FILE}) {
      var permissions = Files.getPosixFilePermissions(folder.resolve(file));
      assertThat(PosixFilePermissions.toString(permissions)).isEqualTo("rw-------");
    }
  }
}
