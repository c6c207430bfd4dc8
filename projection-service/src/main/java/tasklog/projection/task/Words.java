package tasklog.projection.task;

import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.UnicodeSet;
import com.ibm.icu.text.UnicodeSet.SpanCondition;
import com.ibm.icu.text.UnicodeSetSpanner;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The words of a text as they are searched, in any language: without regard to case, accents and compatibility forms
 * (NFKC_Casefold of Unicode 16, by ICU 76). Where a script sets no spaces between words, or glues them together, each
 * character begins a word of two, so that every piece of the text is found. Pure; what it makes of a text is stored, so
 * another outcome for the same text, or another version of ICU, takes a rebuild of the view.
 */
final class Words {

  /**
   * The number of these rules, kept beside what they have made. Whoever changes them, or the version of ICU, takes the
   * next one, and a migration that says so in rebuild_due.
   */
  static final int RULES = 1;

  /** In code points; what is behind that counts neither in a text nor in a search. */
  static final int LONGEST = 64;

  private static final Normalizer2 FOLDING = Normalizer2.getNFKCCasefoldInstance();
  private static final Normalizer2 NFD = Normalizer2.getNFDInstance();
  private static final Normalizer2 NFC = Normalizer2.getNFCInstance();

  /** Marks that belong to no script, and the points of Hebrew; not those that make another kana. */
  private static final UnicodeSetSpanner ACCENTS = new UnicodeSetSpanner(
      new UnicodeSet("[[[:Mn:][:Me:]]&[[:sc=Zinh:][:sc=Hebr:]]-[\\u3099\\u309A]]").freeze());

  /** Letters with an accent that Unicode does not take apart. */
  private static final Map<Integer, String> BARE = Map.of((int) 'ø', "o", (int) 'đ', "d", (int) 'ł', "l",
      (int) 'ħ', "h", (int) 'ŧ', "t", (int) 'ı', "i", (int) 'æ', "ae", (int) 'œ', "oe", (int) 'ð', "d",
      (int) 'þ', "th");

  private static final UnicodeSet ACCENTED = new UnicodeSet()
      .addAll(BARE.keySet().stream().map(Character::toString).toList()).freeze();

  private static final UnicodeSet UNSPACED = new UnicodeSet("""
      [[[:scx=Hani:][:scx=Hira:][:scx=Kana:][:scx=Hang:][:scx=Bopo:][:scx=Yiii:]
        [:scx=Thai:][:scx=Laoo:][:scx=Khmr:][:scx=Mymr:]]&[[:L:][:M:][:Nl:]]]""").freeze();
  private static final UnicodeSet SPACED = new UnicodeSet("[[:L:][:M:][:N:]]").removeAll(UNSPACED).freeze();
  private static final UnicodeSet SYMBOLS = new UnicodeSet("[:S:]").freeze();

  /**
   * What a text must have to be found.
   *
   * @param beginning whether it may be the beginning of a word of the text
   */
  record Sought(String word, boolean beginning) {}

  private Words() {}

  /** Those of a text, each once. */
  static Set<String> of(String text) {
    var words = new LinkedHashSet<String>();
    runs(text, words::add, run -> {
      pairs(run, words::add);
      words.add(run.substring(run.offsetByCodePoints(run.length(), -1)));
    });
    return words;
  }

  /** What a text must have, all of it, to be found by another one; nothing when that has no words. */
  static List<Sought> sought(String text) {
    var sought = new LinkedHashSet<Sought>();
    runs(text, run -> sought.add(new Sought(run, true)), run -> {
      if (run.codePointCount(0, run.length()) == 1) {
        sought.add(new Sought(run, true));
      }
      pairs(run, pair -> sought.add(new Sought(pair, false)));
    });
    return List.copyOf(sought);
  }

  private static void pairs(String run, Consumer<String> to) {
    var end = run.offsetByCodePoints(run.length(), -1);
    for (var at = 0; at < end; at = run.offsetByCodePoints(at, 1)) {
      to.accept(run.substring(at, run.offsetByCodePoints(at, 2)));
    }
  }

  /** Symbols, an emoji for example, are words of their own; punctuation is none. */
  private static void runs(String text, Consumer<String> spaced, Consumer<String> unspaced) {
    var folded = fold(text);
    for (var from = 0; from < folded.length();) {
      var to = SPACED.span(folded, from, SpanCondition.SIMPLE);
      if (to > from) {
        spaced.accept(shortened(folded.substring(from, to)));
      } else {
        to = UNSPACED.span(folded, from, SpanCondition.SIMPLE);
        if (to > from) {
          unspaced.accept(folded.substring(from, to));
        } else {
          to = folded.offsetByCodePoints(from, 1);
          if (SYMBOLS.contains(folded.codePointAt(from))) {
            spaced.accept(folded.substring(from, to));
          }
        }
      }
      from = to;
    }
  }

  private static String fold(String text) {
    var unmarked = ACCENTS.deleteFrom(NFD.normalize(FOLDING.normalize(text)));
    return NFC.normalize(ACCENTED.containsNone(unmarked) ? unmarked : bare(unmarked));
  }

  private static String bare(String text) {
    var bare = new StringBuilder(text.length());
    text.codePoints().forEach(letter -> {
      var plain = BARE.get(letter);
      if (plain == null) {
        bare.appendCodePoint(letter);
      } else {
        bare.append(plain);
      }
    });
    return bare.toString();
  }

  private static String shortened(String run) {
    return run.codePointCount(0, run.length()) <= LONGEST
        ? run
        : run.substring(0, run.offsetByCodePoints(0, LONGEST));
  }
}
