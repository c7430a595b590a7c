package dev.sluice.cli.histories;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessesTest {

  @Test
  void aFetchedHistoryNamesNoMachine() {
    var history =
        """
        {"identity": "17@shop-7", "taskQueue": {"name": "17@shop-7:ab12", "kind": "STICKY"}}
        {"identity":"18@shop-8"} {"identity": ""} {"message": "the \\"identity\\": is kept"}
        """;

    assertThat(Processes.unnamed(history))
        .isEqualTo(
            """
            {"identity": "process-1", "taskQueue": {"name": "process-1:ab12", "kind": "STICKY"}}
            {"identity":"process-2"} {"identity": ""} {"message": "the \\"identity\\": is kept"}
            """);
  }
}
