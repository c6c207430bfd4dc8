package tasklog.command.store;

import org.axonframework.eventsourcing.eventstore.StorageEngineTestSuite;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

/** What Axon asks of every storage engine, by its own tests. */
class PostgresEventStorageEngineContractTest extends StorageEngineTestSuite<PostgresEventStorageEngine> {

  private final TestLog log = TestLog.empty();

  @Override
  protected PostgresEventStorageEngine buildStorageEngine() {
    return log.engine();
  }

  @Override
  protected @Nullable ProcessingContext processingContext() {
    return null;
  }

  @AfterAll
  void close() throws Exception {
    log.close();
  }
}
