package tasklog.cli.imports;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.io.input.BoundedInputStream;
import tasklog.cli.console.Refusal;

/**
 * Whole lines of a file, as many as one request takes. They stay in the file until they are sent.
 *
 * @param index     of the piece in the file, from 0
 * @param firstLine of the file, from 1
 * @param tasks     lines that are not blank
 */
record Piece(Path file, int index, long firstLine, long lines, long tasks, long offset, long length) {

  /** @param tasks and {@code bytes}: the most that a request takes */
  record Limits(long tasks, long bytes) {

    static final Limits OF_THE_SERVICE = new Limits(10_000, 32 << 20);
  }

  /**
   * Cuts a file into as few pieces as it takes; blank lines alone are no piece.
   *
   * @throws Refusal when a line alone is longer than a request may be
   */
  static List<Piece> of(Path file, Limits limits) throws IOException {
    try (var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      return new Cutter(file, limits).cut(in);
    }
  }

  long lastLine() {
    return firstLine + lines - 1;
  }

  /** Each time from its beginning. */
  InputStream open() {
    try {
      var channel = FileChannel.open(file).position(offset);
      return BoundedInputStream.builder().setInputStream(Channels.newInputStream(channel)).setMaxCount(length)
          .get();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names what is sent: the same for the same lines in the same place, sent in the same way. */
  String key(String mode) throws IOException {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      sha.update((mode + " " + index + " ").getBytes(UTF_8));
      try (var in = new DigestInputStream(open(), sha)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return "import-" + HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads a file once, and keeps only where its lines begin and end. */
  private static final class Cutter {

    private final Path file;
    private final Limits limits;
    private final List<Piece> pieces = new ArrayList<>();
    private long firstLine = 1;
    private long offset;
    private long lines;
    private long tasks;
    private long length;

    Cutter(Path file, Limits limits) {
      this.file = file;
      this.limits = limits;
    }

    List<Piece> cut(InputStream in) throws IOException {
      long bytes = 0;
      var blank = true;
      for (int b = in.read(); b >= 0; b = in.read()) {
        bytes++;
        blank &= b == ' ' || b == '\t' || b == '\r' || b == '\n';
        if (b == '\n') {
          add(bytes, blank);
          bytes = 0;
          blank = true;
        }
      }
      if (bytes > 0) add(bytes, blank);
      end();
      return pieces;
    }

    private void add(long bytes, boolean blank) {
      if (bytes > limits.bytes()) {
        throw new Refusal("Line " + (firstLine + lines) + " has " + bytes + " bytes; a request takes "
            + limits.bytes());
      }
      if (length + bytes > limits.bytes() || !blank && tasks == limits.tasks()) end();
      lines++;
      length += bytes;
      if (!blank) tasks++;
    }

    private void end() {
      if (tasks > 0) pieces.add(new Piece(file, pieces.size(), firstLine, lines, tasks, offset, length));
      firstLine += lines;
      offset += length;
      lines = 0;
      tasks = 0;
      length = 0;
    }
  }
}
