package tasklog.projection.feed.rebuild;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.zip.CRC32;
import tasklog.projection.feed.StreamScans;
import tasklog.projection.feed.View;

/** Rebuilds views one after the other, for one process at a time on a database. */
final class Rebuilds {

  private static final String ABORT = "DROP SCHEMA IF EXISTS rebuild CASCADE";

  /** Another rebuild may be kept there, of another view. */
  private static final String CLEAN = """
      DO $$
      BEGIN
        IF NOT EXISTS (SELECT FROM rebuild.begun) THEN
          DROP SCHEMA rebuild CASCADE;
        END IF;
      END $$""";

  private final Database database;
  private final StreamScans scans;
  private final Observer observer;
  private final Duration patience;

  /** @param patience how long each swap is tried, for as long as somebody uses the tables */
  Rebuilds(Database database, StreamScans scans, Observer observer, Duration patience) {
    this.database = database;
    this.scans = scans;
    this.observer = observer;
    this.patience = patience;
  }

  /**
   * Makes a beginning with several views, which {@link #run} then ends for each: the stream is read once for all of them.
   *
   * @throws Refused when one of them cannot be rebuilt
   */
  void begin(Collection<View> views) throws SQLException, InterruptedException {
    try (var _ = database.alone()) {
      var rebuilds = views.stream().map(this::rebuild).toList();
      rebuilds.forEach(rebuild -> rebuild.prepare(build(rebuild.view())));
      new Bulk(scans, observer).load(rebuilds);
    }
  }

  /** @see Rebuild#run */
  Outcome run(View view, boolean acceptDifferences) throws SQLException, InterruptedException {
    try (var _ = database.alone()) {
      var outcome = rebuild(view).run(build(view), acceptDifferences);
      database.execute(CLEAN);
      return outcome;
    }
  }

  private Rebuild rebuild(View view) {
    return new Rebuild(view, database, scans, observer, patience);
  }

  /** Removes what rebuilds have left that were broken off, or whose differences nobody has accepted. */
  void abort() throws SQLException {
    try (var _ = database.alone()) {
      database.execute(ABORT);
    }
  }

  /** Tells one build of the view's code from another: what one has folded, another one does not go on with. */
  static String build(View view) {
    try {
      var code = new File(view.getClass().getProtectionDomain().getCodeSource().getLocation().toURI())
          .toPath();
      return code.getFileName() + (Files.isRegularFile(code) ? " " + checksum(code) : "");
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long checksum(Path jar) {
    try {
      var sum = new CRC32();
      sum.update(Files.readAllBytes(jar));
      return sum.getValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
