package tasklog.cli.up;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tasklog.cli.console.Confirmation;
import tasklog.local.StartFailure;

/** Runs a whole Tasklog until Ctrl-C or SIGTERM. */
@Command(name = "up", mixinStandardHelpOptions = true, description = "Starts a whole Tasklog on this machine; Ctrl-C stops it, its data stay.")
public final class Up implements Callable<Integer> {

  private final Path root;
  private final PrintWriter out;
  private final Confirmation confirmation;

  @Option(names = "--data", paramLabel = "FOLDER", description = "Where all data are kept; .tasklog in the project.")
  private @Nullable Path data;

  @Option(names = "--port", defaultValue = "8080", description = "Port of the API; ${DEFAULT-VALUE}.")
  private int port;

  @Option(names = "--reset", description = "Removes all data first; asks before.")
  private boolean reset;

  @Option(names = "--yes", description = "Does not ask.")
  private boolean yes;

  @Option(names = "--once", description = "Does not record this start, in the background, to make the next ones faster.")
  private boolean once;

  /** @param root the folder of the project, with what was built */
  public Up(Path root, PrintWriter out, Confirmation confirmation) {
    this.root = root;
    this.out = out;
    this.confirmation = confirmation;
  }

  @Override
  public Integer call() throws InterruptedException {
    var folder = DataFolder.open(data == null ? LocalStack.defaultFolder(root) : data);
    if (reset) reset(folder);
    var settings = Settings.of(folder.path(), port);
    settings.notes().forEach(out::println);
    var parts = new Parts(root, folder, settings, port);
    // First of all, so that a taken port is told before anything has begun.
    var stack = new Stack(parts, parts.gateway(), out);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      out.println("Stopping");
      stack.close();
    }, "stop"));
    out.println("Starting on " + folder.path());
    try {
      stack.start();
      if (!once) stack.record();
      out.print(Welcome.text(parts));
      out.flush();
      new CountDownLatch(1).await();
    } catch (CancellationException e) {
      // Ctrl-C while it was starting.
    }
    return 0;
  }

  private void reset(DataFolder folder) {
    if (!folder.isUsed()) return;
    if (!yes && !confirmation.given("Remove all data in " + folder.path() + "?")) {
      throw new StartFailure("Nothing was removed; --yes says that it may be");
    }
    folder.clear();
  }
}
