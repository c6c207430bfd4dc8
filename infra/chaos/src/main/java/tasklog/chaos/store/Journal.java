package tasklog.chaos.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What a writer knows, in a file that outlives it: a note is there when {@link #add} returns. Thread-safe. */
final class Journal implements AutoCloseable {

  private static final String SUFFIX = ".journal";

  private final FileChannel file;

  private Journal(FileChannel file) {
    this.file = file;
  }

  /** @param generation of the writer: one that takes the place of a killed one has a file of its own */
  static Journal of(Path folder, int writer, int generation) {
    try {
      return new Journal(FileChannel.open(folder.resolve("writer-" + writer + "-" + generation + SUFFIX),
          StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void add(Turn turn) {
    try {
      var line = ByteBuffer.wrap((turn.line() + "\n").getBytes(US_ASCII));
      while (line.hasRemaining()) {
        file.write(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** Reads on in the journals of a folder while they are written. */
  static final class Reader {

    private final Path folder;
    private final String prefix;
    private final Map<Path, Long> read = new HashMap<>();

    private Reader(Path folder, String prefix) {
      this.folder = folder;
      this.prefix = prefix;
    }

    static Reader ofAll(Path folder) {
      return new Reader(folder, "writer-");
    }

    static Reader of(Path folder, int writer) {
      return new Reader(folder, "writer-" + writer + "-");
    }

    /** Hands over what is new, in the order of each journal. */
    void poll(Consumer<Turn> to) {
      try (var files = Files.newDirectoryStream(folder, prefix + "*" + SUFFIX)) {
        for (var file : files) {
          read.put(file, readOn(file, read.getOrDefault(file, 0L), to));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** How many have been found. */
    int files() {
      return read.size();
    }

    /** A line without its end is still being written, or its writer was killed while it was. */
    private static long readOn(Path path, long from, Consumer<Turn> to) throws IOException {
      try (var file = FileChannel.open(path)) {
        var bytes = ByteBuffer.allocate(Math.toIntExact(file.size() - from));
        while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) >= 0) {
        }
        var text = new String(bytes.array(), 0, bytes.position(), US_ASCII);
        int whole = text.lastIndexOf('\n') + 1;
        text.substring(0, whole).lines().map(Turn::parse).forEach(to);
        return from + whole;
      }
    }
  }
}
