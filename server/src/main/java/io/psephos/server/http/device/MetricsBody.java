package io.psephos.server.http.device;

import io.psephos.protocol.ClientReport;
import io.psephos.protocol.KnownMetric;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Text;
import io.psephos.protocol.json.JsonText;
import io.psephos.server.problem.RefusedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The JSON body with a client's metrics: numbers by name, and one list of magnitudes. */
final class MetricsBody {
    private static final String MAX_ABS = "maxAbs";

    private MetricsBody() {}

    static ClientReport report(JsonNode body) {
        if (!body.isObject()) {
            throw RefusedException.of(ProblemCode.INVALID_MEMBER, "the body must be an object");
        }
        Map<String, Double> values = new HashMap<>();
        List<Double> maxAbs = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            if (member.getValue().isNull()) {
                continue;
            }
            if (member.getKey().equals(MAX_ABS)) {
                magnitudes(member.getValue()).forEach(value -> maxAbs.add(magnitude(value)));
            } else {
                values.put(member.getKey(), metric(member.getKey(), member.getValue()));
            }
        }
        try {
            return new ClientReport(values, maxAbs);
        } catch (IllegalArgumentException e) {
            throw RefusedException.of(ProblemCode.INVALID_MEMBER, String.valueOf(e.getMessage()));
        }
    }

    private static JsonNode magnitudes(JsonNode list) {
        if (!list.isArray() || list.isEmpty()) {
            throw RefusedException.of(
                    ProblemCode.INVALID_MEMBER, "'maxAbs' must be a list of numbers, one a tensor", list.toString());
        }
        return list;
    }

    private static double metric(String name, JsonNode value) {
        double number = number(name, value);
        KnownMetric.objection(name, number).ifPresent(objection -> {
            throw RefusedException.of(ProblemCode.INVALID_MEMBER, objection, Double.toString(number));
        });
        return number;
    }

    private static double magnitude(JsonNode value) {
        double number = number(MAX_ABS, value);
        if (!(number >= 0) || Double.isInfinite(number)) {
            throw RefusedException.of(
                    ProblemCode.INVALID_MEMBER,
                    "'maxAbs' must be finite and >= 0, was " + number,
                    Double.toString(number));
        }
        return number;
    }

    private static double number(String name, JsonNode value) {
        if (!value.isNumber()) {
            throw RefusedException.of(
                    ProblemCode.INVALID_MEMBER,
                    "'" + Text.printable(name) + "' must be a number",
                    value.isString() ? value.asString() : value.toString());
        }
        return JsonText.number(value);
    }
}
