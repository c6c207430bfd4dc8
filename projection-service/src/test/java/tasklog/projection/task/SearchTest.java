package tasklog.projection.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TaskEvent;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskDescribed;
import tasklog.events.TaskEvent.TaskRetitled;
import tasklog.events.TaskId;
import tasklog.projection.History;
import tasklog.projection.ReadDatabase;
import tasklog.projection.feed.Snapshot;
import tasklog.projection.task.TaskFilter.Deleted;
import tasklog.projection.task.TaskFilter.Tags;
import tasklog.projection.task.TaskFilter.Times;
import tasklog.projection.task.TaskRow.Texts;
import tasklog.web.TaskResource;

/** What {@code q} finds, on tasks of an owner beside equal ones of another. */
class SearchTest {

  private static final ReadDatabase DATABASE = ReadDatabase.create();
  private static final OwnerId OWNER = History.owner();
  private static final List<List<String>> TEXTS = List.of(
      List.of("Quarterly report", "Numbers of the café in Łódź, with the résumé of Zoë"),
      List.of("REPORTING line", "for the quarter"),
      List.of("Годовой ОТЧЁТ", "для налоговой"),
      List.of("Отчеты и счета", "за март"),
      List.of("明天的会议资料", "请在会议前打印"),
      List.of("東京都庁で打ち合わせ", "ケースとガス"),
      List.of("정기회의를 준비하기", "회의실 예약"),
      List.of("ประชุมพรุ่งนี้", "เตรียมเอกสาร"),
      List.of("Straße sperren", "Größe XXL 🚧"),
      List.of("ΛΌΓΟΣ", "Οδυσσέας"));

  @BeforeAll
  static void tasks() {
    var view = new TaskView(DATABASE.jdbc());
    var history = new History();
    for (var owner : List.of(OWNER, History.owner())) {
      TEXTS.forEach(texts -> view.apply(history.feed(created(owner, texts.getFirst(), texts.getLast()))));
    }
    var task = History.task();
    view.apply(history.feed(created(OWNER, task, "Nowhere", "Nothing")));
    view.apply(history.feed(new TaskRetitled(OWNER, task, "Somewhere"),
        new TaskDescribed(OWNER, task, "Something")));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(delimiter = '|', textBlock = """
      a word of the title in any case          | QUARTERLY     | Quarterly report
      words of both texts in any order         | cafe report   | Quarterly report
      the beginning of a word                  | rep quart     | Quarterly report; REPORTING line
      without accents                          | resume zoe    | Quarterly report
      with accents that the text has not       | réport        | Quarterly report; REPORTING line
      a letter that cannot be taken apart      | lodz          | Quarterly report
      Cyrillic in any case, with е for ё       | отчет         | Годовой ОТЧЁТ; Отчеты и счета
      Cyrillic with ё for е                    | ОТЧЁТЫ        | Отчеты и счета
      Greek without accents and final sigma    | λογος         | ΛΌΓΟΣ
      sharp s                                  | STRASSE grösse | Straße sperren
      a Chinese word inside a sentence         | 会议          | 明天的会议资料
      a Chinese character at the end           | 料            | 明天的会议资料
      Japanese inside a sentence               | 都庁で        | 東京都庁で打ち合わせ
      katakana of half width                   | ｶﾞｽ ｹｰｽ       | 東京都庁で打ち合わせ
      characters that are not together         | 京東          |
      a Korean word inside another             | 회의          | 정기회의를 준비하기
      Thai without spaces                      | พรุ่งนี้        | ประชุมพรุ่งนี้
      an emoji                                 | 🚧            | Straße sperren
      what a text was before                   | nowhere       |
      what a text has become                   | some          | Somewhere
      two words that no task has both of       | report отчет  |
      """)
  void finds(String name, String search, @Nullable String titles) {
    var expected = titles == null ? List.<String>of() : Arrays.asList(titles.split("; "));
    for (var order : TaskOrder.values()) {
      var query = new TaskListQuery(OWNER, filter(search), order, null, 50, true, History.START);
      var found = new TaskQueries(DATABASE.jdbc()).list(new Snapshot("task", 1, 3), query).value();
      assertThat(found.page()).as(name).extracting(TaskResource::title)
          .containsExactlyInAnyOrderElementsOf(expected);
      assertThat(found.page()).allMatch(task -> task.owner().equals(OWNER));
      assertThat(found.total()).isEqualTo(expected.size());
    }
  }

  @Test
  void the_words_of_two_owners_lie_apart() {
    var texts = new Texts("one", "two", Attributes.NONE);
    var words = DATABASE.jdbc().sql("SELECT unnest(tsvector_to_array(:one::tsvector))"
        + " INTERSECT SELECT unnest(tsvector_to_array(:other::tsvector))")
        .param("one", Search.vector(OWNER, texts)).param("other", Search.vector(History.owner(), texts))
        .query(String.class).list();
    assertThat(words).isEmpty();
  }

  private static TaskFilter filter(String search) {
    var any = new Times(null, null);
    return new TaskFilter(Set.of(), Set.of(), any, any, any, any, false, Deleted.EXCLUDE, Tags.UNCONDITIONAL,
        Search.of(search));
  }

  private static TaskEvent created(OwnerId owner, String title, String description) {
    return created(owner, History.task(), title, description);
  }

  private static TaskEvent created(OwnerId owner, TaskId task, String title, String description) {
    return new TaskCreated(owner, task, title, description, Status.PENDING, Priority.MEDIUM, null, List.of(),
        Attributes.NONE, null);
  }
}
