/**
 * The operator's verbs: a client of the gateway's HTTP API, and nothing it could not do with curl.
 */
@NullMarked
package dev.sluice.cli.api;

import org.jspecify.annotations.NullMarked;
