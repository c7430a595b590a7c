package dev.sluice.gateway.dispatch;

import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.net.URI;
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
    @Nullable URI self) {}
