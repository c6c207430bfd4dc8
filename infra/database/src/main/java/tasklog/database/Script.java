package tasklog.database;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a migration. */
public record Script(String text) {

  /** What is neither a name nor a keyword, in the order in which it counts. */
  private static final Pattern TOKEN = Pattern.compile("""
      (?<comment>--[^\\n]*|/\\*.*?\\*/)\
      |(?<body>\\$(?<tag>\\w*)\\$(?<inside>.*?)\\$\\k<tag>\\$)\
      |(?<text>\\b[eE]'(?:[^'\\\\]|\\\\.|'')*'|'(?:[^']|'')*')\
      |(?<name>"(?:[^"]|"")*")\
      |(?<end>;)""", Pattern.DOTALL);

  private static final Pattern DO = Pattern.compile("\\s*DO\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /**
   * Its statements, each on one line and without comments and quoted text. What a DO block does counts as statements,
   * what a function will do does not.
   */
  public List<String> statements() {
    var statements = new ArrayList<String>();
    var inside = new ArrayList<String>();
    var statement = new StringBuilder();
    var token = TOKEN.matcher(text);
    while (token.find()) {
      token.appendReplacement(statement, Matcher.quoteReplacement(remainder(token)));
      if (token.group("body") != null && DO.matcher(statement).matches())
        inside.addAll(new Script(token.group("inside")).statements());
      if (token.group("end") == null) continue;
      add(statement, statements);
      statement.setLength(0);
    }
    token.appendTail(statement);
    add(statement, statements);
    statements.addAll(inside);
    return List.copyOf(statements);
  }

  private static String remainder(Matcher token) {
    if (token.group("name") != null) return token.group();
    return token.group("text") != null || token.group("body") != null ? "'…'" : " ";
  }

  private static void add(StringBuilder statement, List<String> statements) {
    var line = statement.toString().strip().replaceAll("\\s+", " ");
    if (!line.isEmpty()) statements.add(line);
  }
}
