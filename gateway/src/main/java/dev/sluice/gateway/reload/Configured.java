package dev.sluice.gateway.reload;

import dev.sluice.codec.EncryptedPayloads;
import dev.sluice.gateway.config.Config;
import dev.sluice.gateway.deadletter.Redriving;
import dev.sluice.gateway.edge.Intake;
import dev.sluice.gateway.edge.Publishing;
import dev.sluice.gateway.edge.Rules;
import dev.sluice.gateway.event.EventReader;
import dev.sluice.gateway.journal.Journal;

/** The parts that hold more than one thing of a configuration: made anew for each. */
record Configured(Rules rules, Publishing publishing, Redriving redriving) {

  static Configured of(Config file, EventReader reader, Journal journal) {
    return new Configured(
        new Rules(
            Keys.of(file),
            file.sources(),
            new Intake(reader, file.schemas(), file.routes(), journal),
            EncryptedPayloads.under(file.encryption().keys()),
            file.encryption().origins()),
        new Publishing(file.schemas(), file.routes(), journal),
        new Redriving(journal.deadLetters(), file.routes(), file.schemas()));
  }
}
