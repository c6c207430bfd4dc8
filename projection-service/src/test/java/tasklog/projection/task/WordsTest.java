package tasklog.projection.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class WordsTest {

  @Example
  void words_have_neither_case_nor_accents_nor_compatibility_forms() {
    assertThat(Words.of("Crème BRÛLÉE, ﬁve ＡＢＣ１２ straße")).containsExactly("creme", "brulee", "five", "abc12",
        "strasse");
    assertThat(Words.of("Łódź Ærø İstanbul ılık")).containsExactly("lodz", "aero", "istanbul", "ilik");
    assertThat(Words.of("ОТЧЁТ Ελλάς ΛΌΓΟΣ")).containsExactly("отчет", "ελλασ", "λογοσ");
    assertThat(Words.of("כָּתַב أَحْمَد")).containsExactly("כתב", "احمد");
  }

  @Example
  void a_script_without_spaces_is_cut_into_pairs() {
    assertThat(Words.of("会議室")).containsExactly("会議", "議室", "室");
    assertThat(Words.of("v2会議, ｶﾞｽ")).containsExactly("v2", "会議", "議", "ガス", "ス");
    assertThat(Words.of("한국어")).containsExactly("한국", "국어", "어");
    assertThat(Words.of("ใหม่")).containsExactly("ให", "หม", "ม่", "่");
  }

  @Example
  void symbols_are_words_and_punctuation_is_not() {
    assertThat(Words.of("c++ 👍🏽 50 €!")).containsExactly("c", "+", "👍", "🏽", "50", "€");
    assertThat(Words.of("…?! \t\n--")).isEmpty();
    assertThat(Words.sought("…?! \t\n--")).isEmpty();
  }

  @Property(tries = 300)
  void a_text_is_found_by_itself_and_by_what_it_begins_with(@ForAll @StringLength(max = 100) String text,
      @ForAll @IntRange(max = 99) int length) {
    assertThat(isFound(text, text)).isTrue();
    var folded = String.join(" ", Words.of("x " + text));
    assertThat(isFound(folded, folded.substring(0, folded.offsetByCodePoints(0,
        Math.min(length, folded.codePointCount(0, folded.length())))))).isTrue();
  }

  @Example
  void any_piece_of_a_text_without_spaces_finds_it() {
    var text = "東京都庁の会議室で打ち合わせ";
    for (var from = 0; from < text.length(); from++) {
      for (var to = from + 1; to <= text.length(); to++) {
        assertThat(isFound(text, text.substring(from, to))).as(text.substring(from, to)).isTrue();
      }
    }
    assertThat(isFound(text, "京東")).isFalse();
  }

  @Example
  void what_is_behind_the_longest_word_does_not_count() {
    var word = "𝔞".repeat(Words.LONGEST);
    assertThat(Words.of(word + "b")).containsExactly("a".repeat(Words.LONGEST));
    assertThat(isFound(word + "b", word + "c")).isTrue();
    assertThat(isFound(word, word.substring(2))).isTrue();
  }

  /** What is stored must be what is looked for: by other rules, tasks that are there would be lost to searches. */
  @Example
  void what_any_character_becomes_is_known_by_the_number_of_the_rules() {
    var outcome = new CRC32();
    IntStream.rangeClosed(0, 0x2FFFF).filter(letter -> letter < 0xD800 || letter > 0xDFFF)
        .mapToObj(Character::toString).map(Words::of)
        .forEach(words -> outcome.update(words.toString().getBytes(UTF_8)));
    assertThat(Map.of(Words.RULES, outcome.getValue())).isEqualTo(Map.of(1, 3_360_201_869L));
  }

  /** As PostgreSQL compares a tsquery with a tsvector. */
  private static boolean isFound(String text, String search) {
    var words = Words.of(text);
    return Words.sought(search).stream().allMatch(sought -> sought.beginning()
        ? words.stream().anyMatch(word -> word.startsWith(sought.word()))
        : words.contains(sought.word()));
  }
}
