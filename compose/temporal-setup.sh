#!/bin/sh
# The namespace and our search attributes. Safe to run again.
set -eu
temporal operator namespace describe -n default >/dev/null 2>&1 \
  || temporal operator namespace create -n default --retention 72h
for name in SluiceRoute SluiceEventType SluiceCorrelationId SluiceState SluiceStep; do
  temporal operator search-attribute list -n default | grep -qw "$name" \
    || temporal operator search-attribute create -n default --name "$name" --type Keyword
done
