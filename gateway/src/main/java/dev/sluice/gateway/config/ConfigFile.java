package dev.sluice.gateway.config;

import dev.sluice.gateway.config.Config.Encryption;
import dev.sluice.gateway.config.Config.Limits;
import dev.sluice.gateway.config.Config.Retention;
import dev.sluice.gateway.egress.Network;
import dev.sluice.gateway.message.Messages;
import dev.sluice.gateway.people.People;
import dev.sluice.gateway.people.SignIn;
import dev.sluice.gateway.route.Route;
import dev.sluice.gateway.route.RouteTable;
import dev.sluice.gateway.schema.SchemaCheck;
import dev.sluice.gateway.schema.SchemaFolder;
import dev.sluice.gateway.source.Sources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads a configuration file, and with it the schemas that it names. Reading has no effect but to
 * read: a running gateway can look at a new file and keep the old one.
 */
public final class ConfigFile {

  private final Path file;
  private final Findings findings;

  private final Set<Path> files = new TreeSet<>();
  private final SecretReader secrets;

  private ConfigFile(Path file, Function<String, Optional<String>> environment) {
    this.file = file;
    this.findings = new Findings(file);
    files.add(file.toAbsolutePath());
    this.secrets = new SecretReader(file, environment, files::add);
  }

  public static Loaded load(Path file) {
    return load(file, name -> Optional.ofNullable(System.getenv(name)));
  }

  static Loaded load(Path file, Function<String, Optional<String>> environment) {
    return new ConfigFile(file, environment).read();
  }

  private Loaded read() {
    Optional<Config> config =
        YamlText.read(file, findings)
            .flatMap(root -> new Value(findings, "", root).section())
            .map(this::config);
    return config.isPresent() && findings.isClean()
        ? new Loaded.Ready(config.get(), findings.warnings(), files)
        : new Loaded.Refused(findings.errors(), findings.warnings(), files);
  }

  private Config config(Section root) {
    Sources sources =
        root.optional("sources")
            .flatMap(Value::section)
            .map(new SourceReader(secrets)::read)
            .orElseGet(() -> new Sources(List.of()));
    PeopleReader forPeople = new PeopleReader();
    People people = forPeople.read(root);
    AccessReader forAccess = new AccessReader(secrets, people, forPeople.askable());
    List<ApiKey> access =
        root.optional("access").flatMap(Value::section).map(forAccess::read).orElse(List.of());
    SchemaCheck schemas =
        root.optional("schemas").flatMap(this::schemas).orElseGet(SchemaCheck::none);
    Retention retention =
        root.optional("retention")
            .flatMap(Value::section)
            .map(this::retention)
            .orElse(Retention.DEFAULT);
    Limits limits =
        root.optional("limits").flatMap(Value::section).map(this::limits).orElse(Limits.DEFAULT);
    List<Route> routes =
        root.required("routes").map(new RouteReader(retention.events())::read).orElse(List.of());
    Encryption encryption =
        root.optional("encryption").map(value -> encryption(value, access)).orElse(Encryption.NONE);
    Messages messages =
        root.optional("messages")
            .flatMap(Value::section)
            .map(section -> messages(section, forAccess.signIn()))
            .orElse(Messages.NONE);
    if (messages.mail() != null) {
      Unreached.warn(forPeople.asked(), people);
    }
    List<Network> egress =
        root.optional("egress").flatMap(Value::section).map(EgressReader::read).orElse(List.of());
    root.close();
    return new Config(
        file,
        new RouteTable(routes, schemas),
        schemas,
        retention,
        limits,
        access,
        forAccess.signIn(),
        people,
        sources,
        encryption,
        messages,
        egress,
        forPeople.plainLadders() + root.plain("risk") + root.plain("encryption"));
  }

  private Messages messages(Section section, SignIn signIn) {
    return new MessagesReader(file, secrets, files::add).read(section, signIn.publicUrl() != null);
  }

  /** Without keys of callers this machine alone is let in, and no page of another one. */
  private Encryption encryption(Value value, List<ApiKey> access) {
    Encryption read =
        value.section().map(new EncryptionReader(secrets)::read).orElse(Encryption.NONE);
    if (access.isEmpty() && !read.origins().stream().allMatch(OriginReader::isThisMachine)) {
      value.refuse(
          "origins names pages of another machine, and without access.keys this machine alone may"
              + " call",
          "add access.keys, or name origins as http://localhost:8233");
    }
    return read;
  }

  private Retention retention(Section section) {
    Duration events =
        section.optional("events").flatMap(Value::duration).orElse(Retention.DEFAULT.events());
    Duration window =
        section.optional("identity").flatMap(Value::duration).orElse(Retention.DEFAULT.identity());
    section.close();
    return new Retention(events, window);
  }

  private Limits limits(Section section) {
    int backlog =
        section
            .optional("backlog")
            .flatMap(value -> value.number(1_000, 100_000_000))
            .orElse(Limits.DEFAULT.backlog());
    section.close();
    return new Limits(backlog);
  }

  private Optional<SchemaCheck> schemas(Value value) {
    Optional<Path> folder =
        value.text().map(text -> file.toAbsolutePath().resolveSibling(text).normalize());
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    files.add(folder.get());
    if (!Files.isDirectory(folder.get())) {
      return value.refuse(
          "there is no folder '" + value.text().orElse("") + "' beside the file", null);
    }
    SchemaFolder.Loaded loaded = SchemaFolder.load(folder.get(), new CelUpcasts());
    if (loaded instanceof SchemaFolder.Loaded.Ready ready) {
      ready
          .warnings()
          .forEach(w -> findings.warning(w.file(), w.line(), w.column(), "schemas", w.reason()));
      return Optional.of(ready.schemas());
    } else if (loaded instanceof SchemaFolder.Loaded.Refused refused) {
      refused
          .faults()
          .forEach(f -> findings.error(f.file(), f.line(), f.column(), "schemas", f.reason()));
    }
    return Optional.empty();
  }
}
