package dev.sluice.gateway.schema;

/** One reason why an event is refused. {@code pointer} is a JSON pointer into the event. */
public record Violation(String pointer, String detail) {}
