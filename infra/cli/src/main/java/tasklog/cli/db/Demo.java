package tasklog.cli.db;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tasklog.cli.console.Refusal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The tasks and tags of demo.json. Each has an id that follows from its owner and its place, so none is made twice. */
final class Demo implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Set<String> THERE_ALREADY = Set.of("email_taken", "tag_id_taken", "task_id_taken");

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final URI api;
  private final String email;
  private final String password;
  private @Nullable String token;
  private int made;
  private int found;

  Demo(URI api, String email, String password) {
    this.api = api;
    this.email = email;
    this.password = password;
  }

  void make() throws IOException, InterruptedException {
    post("/v1/accounts", object().put("email", email).put("password", password).put("display_name", "Demo"));
    token = post("/v1/tokens", object().put("email", email).put("password", password)).get("access_token")
        .stringValue();
    var owner = send(request("/v1/accounts/me").GET().build()).get("id").stringValue();
    var demo = read();
    var tags = new HashMap<String, String>();
    for (var tag : demo.get("tags")) {
      var id = id(owner, "tag", tags.size());
      post("/v1/tags", object().put("id", id).put("name", tag.stringValue()));
      tags.put(tag.stringValue(), id);
    }
    var place = 0;
    for (var task : demo.get("tasks")) {
      post("/v1/tasks", task((ObjectNode) task, tags).put("id", id(owner, "task", place++)));
    }
  }

  private static ObjectNode task(ObjectNode task, Map<String, String> tags) {
    var names = task.remove("tags");
    var ids = task.putArray("tag_ids");
    if (names != null) names.forEach(name -> ids.add(tags.get(name.stringValue())));
    return task;
  }

  private static String id(String owner, String kind, int place) {
    return UUID.nameUUIDFromBytes((owner + "/" + kind + "/" + place).getBytes(UTF_8)).toString();
  }

  private static JsonNode read() throws IOException {
    try (var in = Objects.requireNonNull(Demo.class.getResourceAsStream("demo.json"))) {
      return JSON.readTree(in);
    }
  }

  private static ObjectNode object() {
    return JSON.createObjectNode();
  }

  private JsonNode post(String path, ObjectNode body) throws IOException, InterruptedException {
    return send(request(path).header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))).build());
  }

  private HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(api.resolve(path)).timeout(PATIENCE);
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  /** The answer, or the problem that it is there already. */
  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    try {
      var answer = http.send(request, BodyHandlers.ofString());
      var body = JSON.readTree(answer.body());
      if (answer.statusCode() == 201) made++;
      if (answer.statusCode() < 300) return body;
      if (!THERE_ALREADY.contains(body.path("code").asString())) {
        throw new Refusal(request.method() + " " + request.uri() + " was refused: "
            + body.path("detail").asString("status " + answer.statusCode()));
      }
      found++;
      return body;
    } catch (ConnectException e) {
      throw new Refusal("Nobody answers at " + api + "; a local Tasklog is started by infra/tasklog up");
    }
  }

  /** Accounts, tags and tasks that are new. */
  int made() {
    return made;
  }

  /** Accounts, tags and tasks that were there. */
  int found() {
    return found;
  }

  @Override
  public void close() {
    http.close();
  }
}
