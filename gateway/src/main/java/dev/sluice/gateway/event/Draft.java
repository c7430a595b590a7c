package dev.sluice.gateway.event;

import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a wire format says, before it is checked as an event. A value is a string, a boolean, an
 * integer or (in plain JSON) a list of strings. {@code lenient} allows what plain JSON may leave
 * out; {@code where} turns an attribute's name into the place it was read from.
 */
record Draft(
    Map<String, Object> attributes, Data data, boolean lenient, UnaryOperator<String> where) {}
