package tasklog.chaos.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/**
 * How far the writers may go, in memory that all processes share. None gets far ahead of the others, so that they
 * contend from the first attempt to the last, whoever starts late or is killed.
 */
final class Pace {

  private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class,
      ByteOrder.nativeOrder());

  private final MappedByteBuffer shared;

  private Pace(MappedByteBuffer shared) {
    this.shared = shared;
  }

  /** At first nobody may go on. */
  static Pace in(Path folder) {
    try (var file = FileChannel.open(folder.resolve("pace"), StandardOpenOption.CREATE,
        StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new Pace(file.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Attempts below this number may be made. */
  void allow(long below) {
    LONG.setVolatile(shared, 0, below);
  }

  void await(int attempt) throws InterruptedException {
    while ((long) LONG.getVolatile(shared, 0) <= attempt) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }
}
