package tasklog.command.bus;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;

/**
 * When two names of tags are the same: by default caseless matching of their NFC forms, with the full case folding of
 * Unicode 16.0 (ICU 76). Folding of assigned characters never changes, by Unicode's stability policy, so a later
 * version keeps every decision that was made.
 *
 * @see <a href="https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-3/#G53513">D144 of Unicode 16.0</a>
 */
public final class TagNames {

  /** Of a name, in Unicode code points. */
  public static final int MAX_LENGTH = 50;

  private static final Normalizer2 NFC = Normalizer2.getNFCInstance();

  private TagNames() {}

  /** Equal for names that count as the same; never shown to anybody. */
  public static String fold(String name) {
    return NFC.normalize(UCharacter.foldCase(NFC.normalize(name), true));
  }
}
