package dev.sluice.gateway.message;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.gateway.egress.Egress;
import dev.sluice.gateway.egress.Network;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.journal.TestClock;
import dev.sluice.gateway.people.People;
import dev.sluice.gateway.people.Person;
import dev.sluice.gateway.task.Ballot;
import dev.sluice.gateway.task.Delivery;
import dev.sluice.gateway.task.Inbox;
import dev.sluice.gateway.task.Task;
import dev.sluice.gateway.task.Word;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An inbox whose people are told, on a database of the test's and a clock that stands still. */
final class MessageRig implements AutoCloseable {

  static final String TASK = "order-1:review";
  private static final MessageSender.Pace PACE =
      new MessageSender.Pace(Duration.ofSeconds(1), Duration.ofSeconds(30));

  final TestClock clock = new TestClock(Instant.parse("2026-11-22T09:00:00Z"));
  volatile Optional<URI> base = Optional.of(URI.create("https://sluice.test"));
  volatile Messages messages = Messages.NONE;
  volatile People people =
      People.of(
          List.of(
              person("anna", "Anna <Weber>", "clerk", Locale.GERMAN),
              person("bob", "Bob Lee", "manager", null)));

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Path folder;
  private final MessageSender.Pace pace;
  private final Egress egress;
  private Database database;
  private MessageSender sender;
  private Inbox inbox;
  private MessageList list;

  MessageRig(Path folder) {
    this(folder, PACE);
  }

  MessageRig(Path folder, MessageSender.Pace pace) {
    this.folder = folder;
    this.pace = pace;
    this.egress = new Egress(() -> Network.parse("127.0.0.1").stream().toList());
    open();
  }

  @SuppressWarnings("NullAway") // fields are set by open(), which the constructor calls
  private void open() {
    database =
        Database.open("jdbc:sqlite:" + folder.resolve("tasks.db"), new SimpleMeterRegistry());
    byte[] key = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    Links links = new Links(database, key, clock);
    sender =
        new MessageSender(
            database,
            new MessageSender.Settings(() -> messages, () -> people, () -> base),
            links,
            egress,
            clock,
            meters,
            pace);
    MessagePlan plan = new MessagePlan(() -> messages, () -> people, clock, sender::wake);
    inbox =
        new Inbox(
            database,
            (workflowId, said) -> Delivery.Outcome.taken,
            clock,
            Duration.ofMillis(50),
            plan);
    list = new MessageList(database);
    sender.start(URI.create("http://127.0.0.1:1"));
  }

  static Person person(String id, String name, String role, @Nullable Locale locale) {
    return new Person(
        id,
        name,
        id + "@example.com",
        id,
        Set.of(role),
        Set.of("read"),
        ZoneId.of("Europe/Berlin"),
        locale);
  }

  void restart() {
    stop();
    open();
  }

  void wake() {
    sender.wake();
  }

  /** With two reminders, five and ten minutes from now. */
  void ask(int round, String tier) {
    List<Instant> remind =
        List.of(
            clock.instant().plus(Duration.ofMinutes(5)),
            clock.instant().plus(Duration.ofMinutes(10)));
    put(round, tier, Task.State.open, remind);
  }

  void put(int round, String tier, Task.State state, List<Instant> remind) {
    var unused =
        inbox.put(new Word(task(round, tier, state), Set.of(), remind, null, null, null)).join();
  }

  /** Its run is gone, and may ask again. */
  void loseRun() {
    execute("UPDATE tasks SET state = 'expired', may_reopen = 1");
  }

  /** As when the disk is full: what is there can be read. */
  void refuseChanges() {
    execute(
        "CREATE TRIGGER refused BEFORE UPDATE ON messages BEGIN SELECT RAISE(ABORT, 'full'); END");
  }

  /** Once what was on its way is refused. */
  void takeChanges() {
    execute("DROP TRIGGER refused");
  }

  /** How many were, also of those of which it could not be noted. */
  int sent() {
    return (int) meters.counter("sluice.messages", "channel", "webhook", "result", "sent").count();
  }

  private void execute(String sql) {
    var unused =
        database
            .write(
                connection -> {
                  try (Statement statement = connection.createStatement()) {
                    return statement.executeUpdate(sql);
                  }
                })
            .join();
  }

  static Task task(int round) {
    return task(round, "role:clerk", Task.State.open);
  }

  private static Task task(int round, String tier, Task.State state) {
    return new Task(
        TASK,
        "order-1",
        state,
        "May <b>order 1</b> go on?",
        JsonNodeFactory.instance.objectNode().put("total", "1200.00"),
        List.of("approve", "reject"),
        tier,
        "2026-11-22T10:00:00Z",
        null,
        List.of(),
        new Ballot(round, 1, null, null, List.of(), Map.of(), List.of(), List.of()),
        List.of());
  }

  /** Oldest first. */
  List<Message> list() {
    return list.list(null, null, 100).items().stream()
        .sorted((one, other) -> Long.compare(one.seq(), other.seq()))
        .toList();
  }

  List<Message> list(Message.State state) {
    return list.list(state, null, 100).items();
  }

  private void stop() {
    inbox.close();
    sender.close();
    database.close();
  }

  @Override
  public void close() {
    stop();
    egress.close();
  }
}
