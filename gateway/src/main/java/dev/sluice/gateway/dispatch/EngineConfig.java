package dev.sluice.gateway.dispatch;

import dev.sluice.codec.EncryptedPayloads;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.converter.GlobalDataConverter;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How to reach Temporal, as resolved once from its standard variables.
 *
 * @param inProcess the engine lives and dies with this process, and has no visibility
 * @param self where people reach this gateway, for links in what they see of a run
 */
public record EngineConfig(
    WorkflowServiceStubsOptions stubs,
    WorkflowClientOptions client,
    boolean inProcess,
    @Nullable URI self) {

  /** The same, whose clients encrypt what they send and decrypt what they are told. */
  public EngineConfig with(EncryptedPayloads payloads) {
    var plain = Optional.ofNullable(client.getDataConverter()).orElseGet(GlobalDataConverter::get);
    return new EngineConfig(
        stubs,
        WorkflowClientOptions.newBuilder(client).setDataConverter(payloads.over(plain)).build(),
        inProcess,
        self);
  }
}
