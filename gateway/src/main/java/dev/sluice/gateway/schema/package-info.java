/** What an event's data must look like: JSON Schema 2020-12, one per type and version. */
@NullMarked
package dev.sluice.gateway.schema;

import org.jspecify.annotations.NullMarked;
