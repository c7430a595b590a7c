package dev.sluice.gateway;

import dev.sluice.gateway.journal.Audit;
import dev.sluice.gateway.journal.Database;
import dev.sluice.gateway.journal.Forgetting;
import dev.sluice.gateway.journal.Journal;
import dev.sluice.gateway.journal.JournalConfig;
import dev.sluice.gateway.journal.Refusals;
import dev.sluice.gateway.journal.RouteNumbers;
import dev.sluice.gateway.journal.RouteRates;
import dev.sluice.gateway.reload.Latest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;

/** Where an event is kept, and what watches over what is kept. */
record JournalSide(
    Database database,
    Journal journal,
    Audit audit,
    Forgetting forgetting,
    Refusals refusals,
    RouteNumbers numbers,
    RouteRates rates) {

  static JournalSide open(GatewayConfig config, Latest file, Opened opened) {
    Clock clock = config.clock();
    MeterRegistry meters = config.meters();
    JournalConfig settings =
        new JournalConfig(
            config.data(),
            clock,
            () -> file.get().retention().identity(),
            () -> file.get().limits().backlog());
    Database database = opened.add(Database.open(config.database(), meters));
    Journal journal = Journal.open(database, settings, meters);
    Audit audit = opened.add(Audit.start(database, settings));
    Forgetting forgetting =
        opened.add(
            new Forgetting(
                database, journal, clock, () -> file.get().retention().events(), meters));
    Refusals refusals = opened.add(new Refusals(database, meters));
    RouteRates rates = new RouteRates(clock);
    journal.listen(rates);
    RouteNumbers numbers = new RouteNumbers(database, clock);
    return new JournalSide(database, journal, audit, forgetting, refusals, numbers, rates);
  }

  void start() {
    forgetting.start();
    refusals.start();
  }
}
