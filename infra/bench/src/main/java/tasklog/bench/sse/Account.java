package tasklog.bench.sse;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.UUID;
import tasklog.bench.server.NotMeasurable;
import tasklog.events.wire.TasklogJson;
import tools.jackson.databind.JsonNode;

/** An account of a running Tasklog, made for a measurement. */
record Account(URI api, String token) {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  static Account register(URI api) throws IOException, InterruptedException {
    var email = UUID.randomUUID() + "@example.org";
    var credentials = "{\"email\":\"" + email + "\",\"password\":\"correct horse battery\"";
    post(api, "/v1/accounts", "", credentials + ",\"display_name\":\"Measured\"}");
    var answer = post(api, "/v1/tokens", "", credentials + "}");
    return new Account(api, answer.get("access_token").stringValue());
  }

  /** Creates a task; answers the position of its event. */
  String change() throws IOException, InterruptedException {
    return post(api, "/v1/tasks", token, "{\"title\":\"Measured\"}").get("version").stringValue();
  }

  private static JsonNode post(URI api, String path, String token, String body)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(api.resolve(path)).header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body));
    if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
    var answer = HTTP.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2)
      throw new NotMeasurable(path + " answers " + answer.statusCode() + ": " + answer.body());
    return TasklogJson.mapper().readTree(answer.body());
  }
}
