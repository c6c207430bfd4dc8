package tasklog.cli.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** A sum over rows that is the same in whatever order they come: the sum of the halves of their SHA-256. */
final class Digest {

  private final MessageDigest sha256;
  private long high;
  private long low;

  Digest() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void add(Table table, List<String> columns, Row row) {
    var text = new StringBuilder(table.toString());
    for (var column : columns) {
      var value = row.get(column);
      text.append('\u0000').append(value instanceof Json json ? json.byValue() : value);
    }
    var hash = ByteBuffer.wrap(sha256.digest(text.toString().getBytes(UTF_8)));
    high += hash.getLong();
    low += hash.getLong();
  }

  @Override
  public String toString() {
    return "%016x%016x".formatted(high, low);
  }
}
