package tasklog.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static tasklog.e2e.Client.expect;

import org.junit.jupiter.api.Test;

/** An account from its registration to its reactivation, on both sides of the stream. */
class AccountLifeIT {

  private static final Services SERVICES = Services.shared();

  private final Client client = SERVICES.client();
  private final String token = client.newToken();

  @Test
  void an_inactive_account_reads_all_it_has_until_an_administrator_lets_it_write_again() {
    var task = expect(201, client.write("POST", "/v1/tasks", token, "{\"title\":\"before\"}"));

    var deactivated = expect(200, client.write("POST", "/v1/accounts/me/deactivate", token, ""));

    assertThat(deactivated.json().get("active").booleanValue()).isFalse();
    var refused = client.write("PATCH", task.header("Location"), token, "{\"title\":\"after\"}");
    assertThat(expect(403, refused).json().get("code").stringValue()).isEqualTo("account_inactive");
    assertThat(readAfter(deactivated, task).body()).isEqualTo(task.body());

    var id = deactivated.json().get("id").stringValue();
    var administrator = SERVICES.administrator();
    var reactivated = expect(200,
        client.write("POST", "/v1/accounts/" + id + "/reactivate", administrator, ""));

    assertThat(readAfter(reactivated, task).body()).isEqualTo(task.body());
    var changed = expect(200,
        client.write("PATCH", task.header("Location"), token, "{\"title\":\"after\"}"));
    assertThat(readAfter(changed, task).body()).isEqualTo(changed.body());
  }

  /** What the read side says once it has seen the write, account events included. */
  private Client.Answer readAfter(Client.Answer write, Client.Answer task) {
    return expect(200, client.read(task.header("Location"), token,
        "Consistency-Token", write.header("Consistency-Token"), "Prefer", "wait=10"));
  }
}
