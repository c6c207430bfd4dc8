package tasklog.command.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeysTest {

  @TempDir
  Path folder;

  @Test
  void the_key_is_made_once_and_for_its_owner_only() throws Exception {
    var inside = folder.resolve("a/b");
    var first = SigningKeys.in(inside);
    var file = inside.resolve(SigningKeys.FILE);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inside))).isEqualTo("rwx------");
    assertThat(SigningKeys.in(inside).published()).isEqualTo(first.published());
    try (var files = Files.list(inside)) {
      assertThat(files).containsExactly(file);
    }
    var key = (RSAKey) first.current();
    assertThat(key.getKeyID()).isEqualTo(key.computeThumbprint().toString());
    assertThat(key.size()).isEqualTo(2048);
  }

  @Test
  void no_private_part_is_published() throws Exception {
    var published = SigningKeys.in(folder).published();
    assertThat(JWKSet.parse(published).getKeys()).hasSize(1).noneMatch(key -> key.isPrivate());
    assertThat(published).doesNotContain("\"d\"", "\"p\"", "\"q\"", "\"dp\"", "\"dq\"", "\"qi\"");
  }

  @Test
  void instances_that_start_at_once_end_up_with_the_same_key() throws Exception {
    var instances = 4;
    var barrier = new CyclicBarrier(instances);
    var keys = new HashSet<String>();
    try (var starting = Executors.newFixedThreadPool(instances)) {
      var started = IntStream.range(0, instances).mapToObj(_ -> starting.submit(() -> {
        barrier.await();
        return SigningKeys.in(folder).published();
      })).toList();
      for (var one : started) {
        keys.add(one.get());
      }
    }
    assertThat(keys).containsExactly(SigningKeys.in(folder).published());
  }

  @Test
  void the_first_of_several_keys_signs_and_all_are_published() throws Exception {
    var old = SigningKeys.in(folder.resolve("old"));
    var fresh = SigningKeys.in(folder.resolve("fresh"));
    var both = new JWKSet(List.of(fresh.current(), old.current())).toString(false);
    Files.writeString(folder.resolve(SigningKeys.FILE), both);
    var keys = SigningKeys.in(folder);
    assertThat(keys.current().getKeyID()).isEqualTo(fresh.current().getKeyID());
    assertThat(JWKSet.parse(keys.published()).getKeys()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "{}", "{\"keys\":[]}",
      "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AA\",\"kid\":\"a\"}]}"})
  void a_file_that_holds_no_key_is_refused(String text) throws IOException {
    Files.writeString(folder.resolve(SigningKeys.FILE), text);
    assertThatThrownBy(() -> SigningKeys.in(folder)).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(SigningKeys.FILE);
  }

  @Test
  void a_key_without_its_private_part_is_refused() throws IOException {
    var published = SigningKeys.in(folder).published();
    Files.writeString(folder.resolve(SigningKeys.FILE), published);
    assertThatThrownBy(() -> SigningKeys.in(folder)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_folder_that_cannot_be_made_is_named() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> SigningKeys.in(file.resolve("keys"))).hasMessageContaining("TASKLOG_KEYS_DIR");
  }
}
