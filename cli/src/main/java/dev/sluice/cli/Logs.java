package dev.sluice.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the log goes. A verb logs warnings to standard error ({@code logback.xml}); the processes
 * say here what they need. {@code SLUICE_LOG} is {@code json} or {@code text}.
 */
public final class Logs {

  private static final String TEXT =
      "%d{HH:mm:ss.SSS} %-5level %logger{0} %msg"
          + "%replace( [%X{WorkflowId} %X{correlationId}]){' \\[ *\\]', ''}%n";

  private Logs() {}

  /** Everything to standard output, for a supervisor or a container to collect. */
  public static void toStandardOutput(boolean json) {
    var context = fresh();
    attach(context, started(context, new ConsoleAppender<>(), lines(context, json)));
  }

  /** Everything to a file; warnings to standard error as well. */
  public static void toFile(Path file, boolean json) {
    var context = fresh();
    var appender = new FileAppender<ILoggingEvent>();
    appender.setFile(file.toString());
    attach(context, started(context, appender, lines(context, json)));

    var console = new ConsoleAppender<ILoggingEvent>();
    console.setTarget("System.err");
    var warnings = new ThresholdFilter();
    warnings.setLevel("WARN");
    warnings.start();
    console.addFilter(warnings);
    attach(context, started(context, console, textLines(context, TEXT + "%nopex")));
  }

  private static LoggerContext fresh() {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
    context.getLogger("io.temporal").setLevel(Level.WARN);
    // Each poll that an absent server refuses is news to no one: the worker says once that it
    // waits.
    context.getLogger("io.temporal.internal.worker.BasePoller").setLevel(Level.ERROR);
    context.getLogger("io.temporal.internal.worker.HeartbeatManager").setLevel(Level.ERROR);
    context.getLogger("io.grpc").setLevel(Level.WARN);
    context.getLogger("org.eclipse.jetty").setLevel(Level.WARN);
    context.getLogger("io.javalin").setLevel(Level.WARN);
    context.getLogger("org.flywaydb").setLevel(Level.WARN);
    return context;
  }

  private static void attach(LoggerContext context, Appender<ILoggingEvent> appender) {
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
  }

  private static Appender<ILoggingEvent> started(
      LoggerContext context,
      OutputStreamAppender<ILoggingEvent> appender,
      Encoder<ILoggingEvent> encoder) {
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }

  private static Encoder<ILoggingEvent> lines(LoggerContext context, boolean json) {
    return json ? jsonLines(context) : textLines(context, TEXT);
  }

  private static Encoder<ILoggingEvent> jsonLines(LoggerContext context) {
    var encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithFormattedMessage(true);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.start();
    return encoder;
  }

  private static Encoder<ILoggingEvent> textLines(LoggerContext context, String pattern) {
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(pattern);
    encoder.start();
    return encoder;
  }
}
