package io.psephos.coordinator.journal;

import io.psephos.protocol.JobId;
import io.psephos.protocol.ParameterLayout;

/** The parameters of one version; nobody writes to them. */
public record StoredModel(JobId job, long version, ParameterLayout layout, float[] parameters) {}
