package dev.sluice.gateway.reload;

import dev.sluice.gateway.config.Check;
import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.gateway.edge.ConfigWord;
import dev.sluice.gateway.jdk.Daemons;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the configuration, its schemas and the files of its secrets. What has changed, and then
 * stayed the same for two looks, is read: a good configuration takes the place of the one in force,
 * a bad one is told of, once, and changes nothing. What cannot be decided now is decided at a later
 * look. One thread looks; anybody may ask.
 */
public final class Reloading implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Reloading.class);
  private static final Duration EVERY = Duration.ofMillis(500);

  private final Path file;
  private final InForce inForce;
  private final Function<Config, Optional<String>> objection;
  private final BiFunction<Config, Config, List<String>> notes;
  private final Clock clock;
  private final MeterRegistry meters;
  private final ScheduledExecutorService timer = Daemons.timer("configuration");

  private Reading reading;
  private String sight = "";
  private String settling = "";

  /** What was decided on last, whether it was good or not. */
  private String decided;

  private volatile ConfigWord word;

  /**
   * @param first what is in force, unless it was read as it changed
   * @param objection why a good file cannot be taken by this process, if so
   * @param notes what whoever changed the first to the second should know
   */
  public Reloading(
      InForce inForce,
      Reading first,
      Function<Config, Optional<String>> objection,
      BiFunction<Config, Config, List<String>> notes,
      Clock clock,
      MeterRegistry meters) {
    this.inForce = inForce;
    this.file = inForce.file().file();
    this.objection = objection;
    this.notes = notes;
    this.clock = clock;
    this.meters = meters;
    this.reading = first;
    this.decided = first.loaded() instanceof Loaded.Ready ? first.contents() : "";
    this.word = ConfigWord.current(file.toString(), clock.instant(), List.of());
    Gauge.builder("sluice.config.refused", this, self -> self.word.isCurrent() ? 0 : 1)
        .register(meters);
  }

  public void start() {
    var unused =
        timer.scheduleWithFixedDelay(
            this::trying, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  public ConfigWord word() {
    return word;
  }

  private void trying() {
    try {
      look();
    } catch (RuntimeException e) {
      log.warn("The configuration cannot be looked at now; trying again: {}", e.toString());
    }
  }

  synchronized void look() {
    Watched.Look now = Watched.look(reading.files(), clock.instant());
    if (now.sight().equals(sight) && !now.isYoung() && settling.isEmpty()) {
      return;
    }
    sight = now.sight();
    String contents = Watched.contents(reading.files());
    if (contents.equals(decided)) {
      settling = "";
    } else if (contents.equals(settling)) {
      load();
    } else {
      // An editor may be half-way through; half a file can be a good one.
      settling = contents;
    }
  }

  /** Reads what is there now. */
  public synchronized void load() {
    reading = reading.again();
    if (!reading.isOfOneState()) {
      settling = Watched.contents(reading.files());
      return;
    }
    // Until it is decided, so that the next look comes back to it when that fails.
    settling = reading.contents();
    decide(reading.loaded());
    decided = reading.contents();
    settling = "";
  }

  private void decide(Loaded loaded) {
    if (loaded instanceof Loaded.Refused refused) {
      refuse(refused.errors().stream().map(Check::error).toList());
      return;
    }
    Config config = ((Loaded.Ready) loaded).config();
    Optional<String> objected = objection.apply(config);
    if (objected.isPresent()) {
      refuse(List.of(objected.get()));
    } else {
      take(config);
    }
  }

  private void take(Config config) {
    List<String> told = notes.apply(inForce.file(), config);
    inForce.take(config, clock.instant());
    word = ConfigWord.current(file.toString(), clock.instant(), told);
    count("loaded");
    log.info("The configuration {} is in force, {} routes", file, config.routes().routes().size());
    told.forEach(note -> log.warn("Configuration: {}", note));
  }

  private void refuse(List<String> errors) {
    word = word.refused(clock.instant(), errors);
    count("refused");
    log.error(
        "The configuration {} is refused, the one before stays in force: {}",
        file,
        String.join("; ", errors));
  }

  private void count(String result) {
    meters.counter("sluice.config.loads", "result", result).increment();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
