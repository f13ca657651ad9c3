package io.psephos.server.http;

import io.psephos.protocol.JobSpec;
import java.util.Map;

/** Job files between their tree of values and their meaning. */
public interface JobFiles {

    /** @throws io.psephos.server.problem.RefusedException with every violation at once */
    JobSpec parse(Map<String, Object> tree);

    /** The complete file, every default filled in. */
    Map<String, Object> render(JobSpec spec);
}
