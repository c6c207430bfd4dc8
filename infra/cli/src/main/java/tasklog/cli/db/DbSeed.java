package tasklog.cli.db;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tasklog.cli.console.Refusal;
import tasklog.cli.console.Shell;
import tasklog.cli.up.LocalStack;

/** Gives a Tasklog something to look at, through its API. What is there already stays as it is. */
@Command(name = "seed", mixinStandardHelpOptions = true, description = "Makes an account with some tasks and tags, through the API. Repeated, it changes nothing.")
final class DbSeed implements Callable<Integer> {

  /** For machines that nobody else reaches. */
  private static final String LOCAL_PASSWORD = "a long enough secret";

  private final Shell shell;

  @Option(names = "--data", paramLabel = "FOLDER", description = "Into the tasklog up on this folder; .tasklog in the project.")
  private @Nullable Path data;

  @Option(names = "--url", paramLabel = "URL", description = "Into the Tasklog whose API is here, as http://127.0.0.1:8080.")
  private @Nullable URI url;

  @Option(names = "--email", defaultValue = "demo@example.org", description = "Whose tasks; ${DEFAULT-VALUE}.")
  private String email = "";

  @Option(names = "--password", description = "Needed where others can reach the API.")
  private @Nullable String password;

  DbSeed(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var api = api();
    var secret = Optional.ofNullable(password)
        .or(() -> isLocal(api) ? Optional.of(LOCAL_PASSWORD) : Optional.empty())
        .orElseThrow(
            () -> new Refusal("Others may reach " + api + ": say a password of your own with --password"));
    try (var demo = new Demo(api, email, secret)) {
      demo.make();
      shell.say("%d made, %d were there; log in at %s as %s%s", demo.made(), demo.found(), api, email,
          password == null ? " with \"" + secret + "\"" : "");
    }
    return 0;
  }

  private URI api() {
    if (url != null) return url;
    var folder = data == null ? LocalStack.defaultFolder(shell.project()) : data.toAbsolutePath().normalize();
    return LocalStack.in(folder).map(stack -> URI.create(stack.commandUrl())).orElseThrow(
        () -> new Refusal("No Tasklog is known: start one with infra/tasklog up, or name one with --url"));
  }

  private static boolean isLocal(URI api) {
    try {
      return InetAddress.getByName(Objects.requireNonNullElse(api.getHost(), "invalid.")).isLoopbackAddress();
    } catch (UnknownHostException _) {
      return false;
    }
  }
}
