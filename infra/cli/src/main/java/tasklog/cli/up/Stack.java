package tasklog.cli.up;

import java.io.PrintWriter;
import java.util.List;
import tasklog.cli.gateway.Gateway;
import tasklog.local.StartFailure;

/** The order in which the parts of a Tasklog start and stop. */
final class Stack implements AutoCloseable {

  private final Parts parts;
  private final Gateway gateway;
  private final Part postgres;
  private final Part kafka;
  private final List<Part> services;
  private final Thread recorder = Thread.ofPlatform().daemon().name("recorder").unstarted(this::recordStarts);

  Stack(Parts parts, Gateway gateway, PrintWriter out) {
    this.parts = parts;
    this.gateway = gateway;
    postgres = new Part("PostgreSQL", parts::postgres, out);
    kafka = new Part("Kafka", parts::kafka, out);
    services = List.of(new Part("command-service", parts.command()::start, out),
        new Part("projection-service", parts.projection()::start, out));
  }

  /** Returns when all is up. */
  void start() {
    postgres.start();
    kafka.start();
    postgres.awaitReady();
    kafka.awaitReady();
    services.forEach(Part::start);
    services.forEach(Part::awaitReady);
  }

  /** Makes the next start faster, while this one serves and without slowing it. Returns at once. */
  void record() {
    recorder.start();
  }

  private void recordStarts() {
    try {
      parts.recordStarts();
    } catch (InterruptedException | StartFailure e) {
      // Then it is tried at the next start.
    }
  }

  /** Whoever calls others is stopped before them. */
  @Override
  public void close() {
    gateway.close();
    stop(recorder);
    services.forEach(Part::stop);
    services.forEach(Part::close);
    kafka.close();
    postgres.close();
  }

  private static void stop(Thread thread) {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
