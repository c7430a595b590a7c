package dev.sluice.workflows.order;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the parcel goes. */
public record ShipTo(
    @Nullable String name,
    @Nullable List<@Nullable String> lines,
    @Nullable String postcode,
    @Nullable String city,
    @Nullable String country) {}
