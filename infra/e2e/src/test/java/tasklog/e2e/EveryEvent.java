package tasklog.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static tasklog.e2e.Client.expect;

import java.util.UUID;

/** Requests that bring forth events of every type. */
final class EveryEvent {

  private EveryEvent() {}

  /**
   * Has a new account do all of it.
   *
   * @return its id
   */
  static UUID make(Client client, String administrator) {
    var owner = new Owner(client, client.newToken());
    var tag = owner.make("/v1/tags", "{\"name\":\"Straße\"}");
    var other = owner.make("/v1/tags", "{\"name\":\"other\"}");
    var task = owner.make("/v1/tasks", """
        {"title":"Größe 👩‍💻","description":"a\\n\\u2028b","priority":"high","due_at":"0001-01-01T00:00:00Z",
         "status":"completed","tag_ids":["%s"],"attributes":{"n":12345678901234567890,"price":1.50}}"""
        .formatted(tag));
    var second = owner.make("/v1/tasks", "{\"title\":\"second\"}");
    owner.does("PATCH", "/v1/tasks/" + task, """
        {"title":"other","description":"","priority":"none","due_at":null,"status":"pending",
         "attributes":{"n":null},"tag_ids":["%s"]}""".formatted(other));
    owner.does("PUT", "/v1/tasks/" + task + "/tags/" + tag, "");
    owner.does("DELETE", "/v1/tasks/" + task + "/tags/" + other, "");
    owner.does("PATCH", "/v1/tags/" + tag, "{\"name\":\"STRASSE\"}");
    owner.does("DELETE", "/v1/tasks/" + second, "");
    owner.does("POST", "/v1/tasks/" + second + "/restore", "");
    var both = "\"ids\":[\"" + second + "\",\"" + task + "\"]";
    owner.does("POST", "/v1/tasks/bulk/status", "{" + both + ",\"status\":\"cancelled\"}");
    owner.does("POST", "/v1/tasks/bulk/delete", "{" + both + "}");
    owner.does("POST", "/v1/tasks/bulk/restore", "{" + both + "}");
    owner.does("DELETE", "/v1/tags/" + tag, "");
    var account = expect(200, client.write("POST", "/v1/accounts/me/deactivate", owner.token(), ""));
    var id = account.json().get("id").stringValue();
    new Owner(client, administrator).does("POST", "/v1/accounts/" + id + "/reactivate", "");
    return UUID.fromString(id);
  }

  private record Owner(Client client, String token) {

    String make(String path, String body) {
      return expect(201, client.write("POST", path, token, body)).json().get("id").stringValue();
    }

    void does(String method, String path, String body) {
      assertThat(client.write(method, path, token, body).status()).isBetween(200, 204);
    }
  }
}
