package tasklog.command.store;

/**
 * A request that was answered.
 *
 * @param position of the first event that was appended; 0 when none was
 */
public record AnsweredRequest(byte[] fingerprint, int status, String answer, long position) {}
