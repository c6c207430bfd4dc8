package tasklog.cli.imports;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tasklog.cli.console.Progress;
import tasklog.cli.imports.Answer.Fault;
import tasklog.cli.imports.Answer.Imported;
import tasklog.cli.imports.Answer.Refused;
import tasklog.cli.imports.Answer.TooLarge;
import tasklog.cli.imports.Answer.Unanswered;

/** Imports a file of any length into any Tasklog. */
@Command(name = "import", mixinStandardHelpOptions = true, exitCodeListHeading = "Exit status:%n", exitCodeList = {
    "0:all lines were imported", "1:some were not", "2:it was called in a wrong way"}, description = {
        "Imports tasks from a file with a JSON object on each line: what creates a task, and its created_at, "
            + "completed_at and tags (names).",
        "Sending the same file again within a day does nothing twice."})
public final class Import implements Callable<Integer> {

  enum Mode {
    atomic, partial
  }

  private final InputStream in;
  private final PrintWriter out;
  private final PrintWriter err;
  private final Upload.Wait wait;

  @Spec
  private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The file; - is standard input.")
  private String file = "";

  @Option(names = "--url", defaultValue = "http://127.0.0.1:8080", description = "Where the service is; ${DEFAULT-VALUE}.")
  private String url = "";

  @Option(names = "--token", defaultValue = "${env:TASKLOG_TOKEN}", description = "Access token of the owner; better in TASKLOG_TOKEN, where other users of this machine do not see it.")
  private @Nullable String token;

  @Option(names = "--mode", defaultValue = "atomic", description = "atomic: all or nothing, for as much as one request takes (10,000 lines, 32 MiB). partial: as far as possible. ${DEFAULT-VALUE}.")
  private Mode mode = Mode.atomic;

  public Import(InputStream in, PrintWriter out, PrintWriter err) {
    this(in, out, err, Thread::sleep);
  }

  Import(InputStream in, PrintWriter out, PrintWriter err, Upload.Wait wait) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.wait = wait;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (token == null || token.isBlank()) throw misused("No token: --token or TASKLOG_TOKEN has to be given");
    if (!file.equals("-")) {
      if (!Files.isReadable(Path.of(file))) throw misused("There is no file " + file + " that can be read");
      return send(Path.of(file), token);
    }
    var spooled = Files.createTempFile("tasklog-import", ".ndjson"); // to be sent again, if need be
    try {
      Files.copy(in, spooled, StandardCopyOption.REPLACE_EXISTING);
      return send(spooled, token);
    } finally {
      Files.delete(spooled);
    }
  }

  private int send(Path lines, String bearer) throws IOException, InterruptedException {
    var pieces = Piece.of(lines, Piece.Limits.OF_THE_SERVICE);
    if (mode == Mode.atomic && pieces.size() > 1) {
      throw misused("It takes " + pieces.size() + " requests, and only one of them can be all or nothing; "
          + "use --mode partial");
    }
    var all = pieces.stream().mapToLong(Piece::tasks).sum();
    var tally = new Tally();
    try (var upload = new Upload(url, bearer, mode.name(), wait);
        var progress = Progress.of("Importing", all, "lines", err)) {
      var left = new ArrayDeque<>(pieces);
      while (!left.isEmpty()) {
        var piece = left.removeFirst();
        var answer = upload.send(piece);
        if (answer instanceof TooLarge && mode == Mode.partial && piece.tasks() > 1) {
          piece.halves().reversed().forEach(left::addFirst);
        } else if (take(answer, piece, tally, progress)) {
          tally.sent += piece.tasks();
          progress.reached(tally.sent);
        } else {
          break;
        }
      }
    }
    out.println("Imported " + tally.applied + " of " + all + " lines" + (tally.before == 0
        ? ""
        : "; " + tally.before + " of them by an earlier call"));
    out.flush();
    return tally.applied == all ? 0 : 1;
  }

  /** What has been done so far. */
  private static final class Tally {
    private long sent;
    private long applied;
    private long before;
  }

  /** @return whether to go on */
  private boolean take(Answer answer, Piece piece, Tally tally, Progress progress) {
    progress.makeRoom();
    return switch (answer) {
      case Imported(var applied, var faults, var before) -> {
        tell(faults);
        tally.applied += applied;
        tally.before += before ? applied : 0;
        yield true;
      }
      case TooLarge(var why) -> {
        tell(List.of(new Fault(piece.firstLine(), why)));
        yield mode == Mode.partial || stopped(piece, why);
      }
      case Refused(var why, var faults) -> {
        tell(faults);
        yield stopped(piece, why);
      }
      case Unanswered(var why) -> stopped(piece,
          why + "; call it again in the same way, and nothing is done twice");
    };
  }

  private void tell(List<Fault> faults) {
    faults.forEach(fault -> out.println("line " + fault.line() + ": " + fault.problem()));
    out.flush();
  }

  private boolean stopped(Piece piece, String why) {
    err.println("tasklog: Stopped at lines " + piece.firstLine() + " to " + piece.lastLine() + ": " + why);
    err.flush();
    return false;
  }

  private ParameterException misused(String why) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), why);
  }
}
