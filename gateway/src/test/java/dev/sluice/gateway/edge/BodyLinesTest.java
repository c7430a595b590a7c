package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.edge.BodyLines.Line;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class BodyLinesTest {

  @ParameterizedTest
  @ValueSource(chars = {'x', '\n', ' '})
  void aLineThatOnlyTricklesEndsTheReading(char drop) throws IOException {
    AtomicLong seconds = new AtomicLong();
    InputStream trickle =
        new InputStream() {
          @Override
          public int read() {
            return drop;
          }

          @Override
          public int read(byte[] bytes, int from, int length) {
            if (seconds.addAndGet(10) > 1_000) {
              return -1;
            }
            bytes[from] = (byte) drop;
            return 1;
          }
        };
    BodyLines lines = new BodyLines(trickle, () -> {}, () -> seconds.get() * 1_000_000_000L);
    assertThatThrownBy(lines::next)
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.status()).isEqualTo(408));
    assertThat(seconds.get()).isLessThan(100);
  }

  @Test
  void linesAreSplitWhereverTheBufferEnds() throws IOException {
    StringBuilder text = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String line = "x".repeat(i * 7 % 1_000) + i;
      expected.add(line);
      text.append(line).append(i % 3 == 0 ? "\r\n" : "\n");
    }
    assertThat(lines(text.toString())).containsExactlyElementsOf(expected);
  }

  @Test
  void theLastLineNeedsNoEnd() throws IOException {
    assertThat(lines("a\n\nb")).containsExactly("a", "b");
    assertThat(lines("")).isEmpty();
    assertThat(lines("\r\n \n")).isEmpty();
  }

  private static List<String> lines(String text) throws IOException {
    BodyLines lines =
        new BodyLines(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), () -> {}, () -> 0);
    List<String> read = new ArrayList<>();
    for (Optional<Line> line = lines.next(); line.isPresent(); line = lines.next()) {
      read.add(new String(line.get().bytes(), StandardCharsets.UTF_8));
    }
    return read;
  }
}
