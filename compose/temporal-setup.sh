#!/bin/sh
# The namespace and our search attributes, once the cluster answers. Safe to run again.
set -eu
until temporal operator cluster health 2>/dev/null | grep -q SERVING; do
  echo "waiting for Temporal at $TEMPORAL_ADDRESS"
  sleep 2
done
temporal operator namespace describe -n default >/dev/null 2>&1 \
  || temporal operator namespace create -n default --retention 72h
for name in SluiceRoute SluiceEventType SluiceCorrelationId SluiceState SluiceStep; do
  temporal operator search-attribute list -n default | grep -qw "$name" \
    || temporal operator search-attribute create -n default --name "$name" --type Keyword
done
