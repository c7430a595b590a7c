package dev.sluice.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.dispatch.Reply.Fault;
import io.grpc.Status;
import io.temporal.common.converter.DataConverterException;
import org.junit.jupiter.api.Test;

/** Only what the event itself brings about ends its work. */
class FaultsTest {

  @Test
  void anInterruptedCallIsTriedAgain() {
    assertThat(kind(new IllegalStateException(new InterruptedException("closing"))))
        .isEqualTo(Fault.Kind.busy);
    assertThat(kind(Status.CANCELLED.withDescription("Thread interrupted").asRuntimeException()))
        .isEqualTo(Fault.Kind.unavailable);
  }

  @Test
  void whatIsNotAboutTheDataIsTriedAgain() {
    assertThat(kind(new IllegalStateException("odd"))).isEqualTo(Fault.Kind.busy);
    assertThat(kind(new NullPointerException())).isEqualTo(Fault.Kind.busy);
    assertThat(kind(Status.INTERNAL.asRuntimeException())).isEqualTo(Fault.Kind.busy);
  }

  @Test
  void dataThatCannotBeSentIsRefused() {
    assertThat(kind(new DataConverterException("not JSON"))).isEqualTo(Fault.Kind.refused);
    assertThat(kind(new IllegalArgumentException("too long"))).isEqualTo(Fault.Kind.refused);
    assertThat(kind(Status.INVALID_ARGUMENT.withDescription("bad").asRuntimeException()))
        .isEqualTo(Fault.Kind.refused);
  }

  private static Fault.Kind kind(RuntimeException failure) {
    return ((Fault) Faults.of(failure)).kind();
  }
}
