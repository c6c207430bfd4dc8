package tasklog.projection.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tasklog.bench.load.Call;
import tasklog.bench.queries.QueriesPlan;
import tasklog.bench.server.NotMeasurable;
import tasklog.events.OwnerId;
import tasklog.events.TaskId;
import tasklog.projection.feed.Partitioning;
import tasklog.projection.feed.Snapshot;
import tasklog.projection.web.Cursors;
import tasklog.web.input.QueryParameters;

/**
 * What is asked, as the controller asks it: query strings are parsed, cursors opened and made; a page that is far from
 * the beginning is come to by following those. All of it is of the one owner who has many tasks.
 */
final class QueryCases {

  private static final OwnerId OWNER = new OwnerId(QueriesPlan.LARGE);

  /** What everything is compared with: no position beside it, no check of the owner. */
  private static final String LOOK_UP = "SELECT " + TaskQueries.COLUMNS + " FROM task WHERE task_id = :id";

  private static final String SOME_IDS = """
      SELECT task_id FROM task WHERE owner_id = :owner AND deleted_at IS NULL ORDER BY hashint8(version) LIMIT 20000
      """;

  /** One direction of each. */
  private static final String[] SORTS = {"-created_at", "-updated_at", "due_at", "-priority"};

  /**
   * @param call     made by any number of callers
   * @param together whether it is measured with several callers too
   */
  record QueryCase(String name, Call call, boolean together) {}

  private final QueriesPlan plan;
  private final JdbcClient jdbc;
  private final TaskQueries queries;
  private final Cursors cursors;
  private final Snapshot snapshot;
  private final Snapshot ofBoth;
  private final Pattern only;
  private final List<UUID> ids;
  private final List<QueryCase> all = new ArrayList<>();

  QueryCases(QueriesPlan plan, JdbcClient jdbc, TaskQueries queries, Cursors cursors) {
    this.plan = plan;
    this.jdbc = jdbc;
    this.queries = queries;
    this.cursors = cursors;
    var partition = new Partitioning(ManyRows.PARTITIONS).of(OWNER);
    this.snapshot = new Snapshot("task", 1, partition);
    this.ofBoth = new Snapshot(List.of("task", "tag"), 1, partition);
    this.only = Pattern.compile(plan.only());
    this.ids = jdbc.sql(SOME_IDS).param("owner", OWNER.value())
        .query((row, _) -> row.getObject(1, UUID.class)).list();
  }

  /** The look-up by primary key is the first. */
  List<QueryCase> all() {
    all.add(new QueryCase("look-up by primary key", () -> jdbc.sql(LOOK_UP).param("id", anyId())
        .query((row, _) -> TaskColumns.resource(row)).single(), true));
    add("one task, as `GET /v1/tasks/{id}`", () -> queries.one(snapshot, OWNER, new TaskId(anyId())));
    page("page 1", "", 1, true);
    page("page 1 of 200 tasks", "limit=200", 1, true);
    for (var order : TaskOrder.values()) {
      page("page %,d, `%s`".formatted(plan.deepPage(), order.wire()), "sort=" + order.wire(),
          plan.deepPage(), true);
    }
    add("page 1 and the total", () -> answer("", true));
    add("counts, tags' among them", () -> queries.counts(ofBoth, OWNER, plan.now()));
    search("a rare word", Phrases.RARE);
    search("a frequent word", Phrases.FREQUENT);
    search("two words", Phrases.TWO);
    search("the beginning of a word", Phrases.BEGINNING);
    search("two Chinese characters", Phrases.CHINESE);
    search("a word that no task has", "nowhere");
    matrix();
    return List.copyOf(all);
  }

  private void search(String what, String words) {
    page("`q`: " + what, "q=" + URLEncoder.encode(words, UTF_8), 1, true);
  }

  /** Each cell of it. */
  private void matrix() {
    filters().forEach((name, query) -> {
      for (var sort : SORTS) {
        page("`%s`, `%s`".formatted(name, sort), query + "&sort=" + sort, 1, false);
      }
    });
  }

  private Map<String, String> filters() {
    var filters = new LinkedHashMap<String, String>();
    filters.put("none", "limit=50");
    filters.put("status", "status=pending,in_progress");
    filters.put("priority", "priority=urgent,low");
    for (var time : List.of("created", "updated", "due", "completed")) {
      filters.put("%1$s_from, %1$s_before".formatted(time), "%1$s_from=%2$s&%1$s_before=%3$s".formatted(time,
          plan.now().minus(Duration.ofDays(200)), plan.now().minus(Duration.ofDays(170))));
    }
    filters.put("overdue", "overdue=true");
    filters.put("deleted=only", "deleted=only");
    filters.put("deleted=include", "deleted=include");
    filters.put("tag_any", "tag_any=" + tag(1) + "," + tag(2));
    filters.put("tag_all", "tag_all=" + tag(1) + "," + tag(2));
    filters.put("tag_any, rare", "tag_any=" + tag(ManyRows.RARE_TAG));
    filters.put("q", "q=" + Phrases.FREQUENT);
    return filters;
  }

  private static UUID tag(int number) {
    return ManyRows.tag(QueriesPlan.LARGE, number);
  }

  private UUID anyId() {
    return ids.get(ThreadLocalRandom.current().nextInt(ids.size()));
  }

  private void add(String name, Call call) {
    if (only.matcher(name).find()) {
      all.add(new QueryCase(name, call, true));
    }
  }

  /** @param number of the page, from 1 */
  private void page(String name, String query, int number, boolean together) {
    if (only.matcher(name).find()) {
      var whole = query + cursor(query, number);
      all.add(new QueryCase(name, () -> answer(whole, false), together));
    }
  }

  private String cursor(String query, int number) {
    var cursor = "";
    for (var at = 1; at < number; at++) {
      var next = answer(query + cursor, false);
      if (next == null) throw new NotMeasurable("There are only %,d pages of %s".formatted(at, query));
      cursor = "&cursor=" + next;
    }
    return cursor;
  }

  /** Returns the cursor to the next page. */
  private @Nullable String answer(String query, boolean counted) {
    var request = TaskListRequest.of(QueryParameters.of(query));
    var found = queries.list(snapshot, request.query(OWNER, cursors, counted, plan.now()));
    var tasks = found.value();
    return tasks.more() ? request.cursor(OWNER, cursors, tasks.page().getLast()) : null;
  }
}
