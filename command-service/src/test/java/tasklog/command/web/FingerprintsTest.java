package tasklog.command.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.web.MockHttpServletRequest;

class FingerprintsTest {

  @TempDir
  Path folder;

  private MockHttpServletRequest request(String method, String path, String body) {
    var request = new MockHttpServletRequest(method, path);
    request.setContent(body.getBytes(UTF_8));
    return request;
  }

  private byte[] fingerprint(MockHttpServletRequest request) {
    return new FingerprintedRequest(request, Fingerprints.in(folder).mac()).fingerprint();
  }

  @Test
  void requests_that_ask_for_something_else_have_other_fingerprints() {
    var guarded = request("POST", "/v1/tasks", "{}");
    guarded.addHeader("If-Match", "\"1\"");
    var queried = request("POST", "/v1/tasks", "{}");
    queried.setQueryString("mode=partial");
    var all = Stream.of(request("POST", "/v1/tasks", "{}"), request("PATCH", "/v1/tasks", "{}"),
        request("POST", "/v1/tags", "{}"), request("POST", "/v1/tasks", "{ }"),
        request("POST", "/v1/tasks", ""),
        guarded, queried).map(this::fingerprint).map(Arrays::hashCode).distinct();
    assertThat(all).hasSize(7);
  }

  @Test
  void the_same_request_has_the_same_fingerprint_however_much_of_it_was_read_and_in_what_way()
      throws IOException {
    var body = "{\"title\":\"ü\"}\n".repeat(2_000);
    var unread = fingerprint(request("POST", "/v1/tasks", body));
    var preferring = request("POST", "/v1/tasks", body);
    preferring.addHeader("Prefer", "return=minimal");
    assertThat(fingerprint(preferring)).isEqualTo(unread);

    var read = new FingerprintedRequest(request("POST", "/v1/tasks", body), Fingerprints.in(folder).mac());
    read.getInputStream().read();
    read.getInputStream().readNBytes(100);
    read.getReader().readLine();
    assertThat(read.fingerprint()).isEqualTo(unread).isEqualTo(read.fingerprint()).hasSize(32);
  }

  /** Red with a bare digest: whoever has the table could try passwords on it. */
  @Test
  void a_fingerprint_cannot_be_made_without_the_secret() throws Exception {
    var request = request("POST", "/v1/accounts", "{\"password\":\"guess\"}");
    var other = Fingerprints.in(folder.resolve("other"));
    var mine = fingerprint(request);
    assertThat(
        new FingerprintedRequest(request("POST", "/v1/accounts", "{\"password\":\"guess\"}"), other.mac())
            .fingerprint())
        .isNotEqualTo(mine);
    assertThat(MessageDigest.getInstance("SHA-256")
        .digest("POST /v1/accounts\n\n{\"password\":\"guess\"}".getBytes(UTF_8))).isNotEqualTo(mine);
    assertThat(other.scope("ada@example.org")).isNotEqualTo(Fingerprints.in(folder).scope("ada@example.org"));
  }

  @Test
  void a_scope_is_the_same_for_a_name_and_no_id_of_an_account() {
    var scope = Fingerprints.in(folder).scope("ada@example.org");
    assertThat(Fingerprints.in(folder).scope("ada@example.org")).isEqualTo(scope);
    assertThat(scope.version()).isEqualTo(8);
    assertThat(scope.variant()).isEqualTo(2);
    assertThat(Fingerprints.in(folder).scope("bob@example.org")).isNotEqualTo(scope);
  }

  @Test
  void a_file_that_holds_no_key_is_refused() throws IOException {
    for (var text : List.of("", "?", "c2hvcnQ=")) {
      Files.writeString(folder.resolve(Fingerprints.FILE), text);
      assertThatThrownBy(() -> Fingerprints.in(folder)).isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(Fingerprints.FILE);
    }
  }
}
