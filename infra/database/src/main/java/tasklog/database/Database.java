package tasklog.database;

import java.nio.file.Path;
import java.util.List;

/** The two databases of a Tasklog, each shaped by the migrations of one service. */
public enum Database {

  /** The truth: events and accounts. */
  LOG("command", List.of("event", "account", "external_subject")),

  /** Made from the stream, and made again when it is lost. */
  READ("projection", List.of());

  private final String service;
  private final List<String> truth;

  Database(String service, List<String> truth) {
    this.service = service;
    this.truth = truth;
  }

  /** Which service it belongs to, {@code command} or {@code projection}. */
  public String service() {
    return service;
  }

  /** Tables whose rows nothing can make again; no migration takes rows from them. */
  public List<String> truth() {
    return truth;
  }

  /** The folder of its migrations, in a copy of the project. */
  public Path migrations(Path project) {
    return resources(project).resolve("migration");
  }

  /** The file that says what its schema is after the last of its migrations. */
  public Path golden(Path project) {
    return resources(project).resolve("schema.txt");
  }

  private Path resources(Path project) {
    return project.resolve(service + "-service").resolve("src/main/resources/db");
  }
}
