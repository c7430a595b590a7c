package dev.sluice.worker.history;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.ShutdownWorkerRequest;
import io.temporal.api.workflowservice.v1.ShutdownWorkerResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceImplBase;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Stands for a Temporal server in this process. A replay has all it needs in the history, but the
 * SDK greets a server first and says goodbye at the end; without one it waits seconds for it.
 */
final class NoServer implements AutoCloseable {

  private final Server server;
  private final ManagedChannel channel;
  private final WorkflowServiceStubs stubs;

  NoServer() {
    String name = InProcessServerBuilder.generateName();
    this.server = InProcessServerBuilder.forName(name).addService(new Greeting()).build();
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.channel = InProcessChannelBuilder.forName(name).build();
    this.stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setChannel(channel).build());
  }

  WorkflowServiceStubs stubs() {
    return stubs;
  }

  private static final class Greeting extends WorkflowServiceImplBase {
    @Override
    public void getSystemInfo(
        GetSystemInfoRequest request, StreamObserver<GetSystemInfoResponse> answer) {
      answer.onNext(GetSystemInfoResponse.getDefaultInstance());
      answer.onCompleted();
    }

    @Override
    public void shutdownWorker(
        ShutdownWorkerRequest request, StreamObserver<ShutdownWorkerResponse> answer) {
      answer.onNext(ShutdownWorkerResponse.getDefaultInstance());
      answer.onCompleted();
    }
  }

  @Override
  public void close() {
    stubs.shutdownNow();
    channel.shutdownNow();
    server.shutdownNow();
  }
}
