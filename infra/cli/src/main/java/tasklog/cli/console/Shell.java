package tasklog.cli.console;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command has around it.
 *
 * @param project     its folder
 * @param environment variables
 */
public record Shell(Path project, Map<String, String> environment, PrintWriter out,
    Confirmation confirmation) {

  /** @throws Refusal unless it was said before, or is said now, that it may be done */
  public void confirm(boolean saidBefore, String question) {
    if (!saidBefore && !confirmation.given(question))
      throw new Refusal("Nothing was done; --yes says that it may be");
  }

  public void say(String form, Object... values) {
    out.println(values.length == 0 ? form : form.formatted(values));
    out.flush();
  }
}
