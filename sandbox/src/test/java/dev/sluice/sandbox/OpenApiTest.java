package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sandbox.provider.ProviderServer;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** That answers are as described is checked by {@link Caller} in every test. */
class OpenApiTest extends SandboxCase {

  @Test
  void everyCallOfAServerIsDescribedAndNoOther() throws IOException {
    for (ProviderServer server : sandbox.servers()) {
      Set<String> served =
          server.routes().stream()
              .map(route -> route.method().name() + " " + route.path())
              .collect(Collectors.toSet());

      var file = new Caller(server.url()).get("/openapi.json");

      assertThat(file.text("openapi")).isEqualTo("3.1.0");
      assertThat(Description.of(file.body()).calls()).isEqualTo(served);
    }
  }
}
