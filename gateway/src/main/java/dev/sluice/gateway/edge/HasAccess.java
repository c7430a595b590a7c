package dev.sluice.gateway.edge;

/** What is in force when a request comes: at least, who is let in. Immutable. */
public interface HasAccess {

  Access access();
}
