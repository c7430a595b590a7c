package dev.sluice.workflows.saga;

/** Why a provider said no: a stable code such as {@code outOfStock}, and a sentence for people. */
public record Refusal(String code, String message) {}
