package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Row;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Tests of offers, models and leaving. */
class OffersAndLeavingTest extends ClientFixture {

    @Row("GET /api/v1/offers")
    @Test
    void anOfferHasTheMembersThatTheProtocolShows() {
        String job = job("sto-sign", 2, 2);
        HttpResponse<String> answer = server.get("/api/v1/offers", client().token);
        JsonNode offer = json(answer);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(offer.propertyNames())
                .containsExactlyInAnyOrder(
                        "assignment",
                        "job",
                        "round",
                        "modelVersion",
                        "parameterCount",
                        "layout",
                        "deadline",
                        "deadlineIn",
                        "training",
                        "codec",
                        "privacy",
                        "links");
        assertThat(offer.path("layout").toString())
                .isEqualTo("[{\"name\":\"out.weight\",\"shape\":[10,64]},{\"name\":\"out.bias\",\"shape\":[10]}]");
        assertThat(offer.path("training").toString())
                .isEqualTo("{\"steps\":1,\"batch\":32,\"learningRate\":0.01,\"proximal\":0.0,\"shares\":\"all\","
                        + "\"maxExamples\":1000000}");
        assertThat(offer.path("codec").toString()).isEqualTo("{\"scheme\":\"sto-sign\",\"frame\":1,\"b\":[0.05,0.05]}");
        assertThat(offer.path("privacy").toString()).isEqualTo("{\"mechanism\":\"none\",\"secureAggregation\":false}");
        String assignment = "/api/v1/assignments/" + offer.path("assignment").asString();
        String model = "/api/v1/jobs/" + job + "/models/0";
        assertThat(offer.path("links").path("model").asString()).isEqualTo(model);
        assertThat(offer.path("links").path("delta").asString()).startsWith(model + "/delta");
        assertThat(offer.path("links").path("assignment").asString()).isEqualTo(assignment);
        assertThat(offer.path("links").path("update").asString()).isEqualTo(assignment + "/update");
        assertThat(offer.path("links").path("decline").asString()).isEqualTo(assignment + "/decline");
        assertThat(offer.path("links").path("metrics").asString()).isEqualTo(assignment + "/metrics");
        assertThat(offer.path("deadline").asString()).endsWith("Z");
        assertThat(offer.path("deadlineIn").asString()).matches("PT[0-9.HMS]+");
    }

    @Row({"GET /api/v1/offers", "404 not-found", "403 incapable", "410 job-ended"})
    @Test
    void aNamedJobIsAnsweredForInEveryState() {
        String job = create("sign", 4, 4, 1.0);
        Device device = client();
        String ask = "/api/v1/offers?job=" + job;
        assertThat(refusal(server.get("/api/v1/offers?job=j-none", device.token)))
                .isEqualTo("404 not-found");
        Device elsewhere = client(group + "x");
        assertThat(refusal(server.get(ask, elsewhere.token))).isEqualTo("404 not-found");
        assertNothing(server.get(ask, device.token));
        move(job, "start");
        JsonNode offer = json(server.get(ask, device.token));
        assertThat(json(server.get(ask, device.token)).path("assignment")).isEqualTo(offer.path("assignment"));
        assertThat(json(server.get("/api/v1/offers", device.token)).path("assignment"))
                .isEqualTo(offer.path("assignment"));
        move(job, "pause");
        assertNothing(server.get(ask, device.token));
        assertThat(put(device, offer, HandmadeFrame.votes(offer, 1)).statusCode())
                .as("its update is taken in a pause")
                .isEqualTo(202);
        move(job, "resume");
        assertNothing(server.get(ask, device.token));
        able(device, "{\"codecs\":[\"float32\"]}");
        assertThat(refusal(server.get(ask, device.token))).isEqualTo("403 incapable");
        assertNothing(server.get("/api/v1/offers", device.token));
        able(device, "{\"maxParameters\":649}");
        assertThat(refusal(server.get(ask, device.token))).isEqualTo("403 incapable");
        able(device, "{\"maxParameters\":650,\"codecs\":[\"sign\"]}");
        stop(job);
        assertThat(refusal(server.get(ask, device.token))).isEqualTo("410 job-ended");
        assertNothing(server.get("/api/v1/offers", device.token));
    }

    @Row({"GET /api/v1/offers", "PUT /api/v1/clients/{client}/capabilities", "403 incapable"})
    @Test
    void aJobWithARegularizerIsForThoseWhoKnowIt() {
        String job = proximal("\"regularizers\": [{\"kind\": \"proximal\", \"mu\": 0.25}]");
        String ask = "/api/v1/offers?job=" + job;
        Device device = client();

        able(device, "{\"regularizers\":[]}");
        assertThat(refusal(server.get(ask, device.token))).isEqualTo("403 incapable");
        assertThat(server.get(ask, device.token).body()).contains("regularizer");
        assertNothing(server.get("/api/v1/offers", device.token));
        able(device, "{\"regularizers\":[\"x-mine\"]}");
        assertThat(refusal(server.get(ask, device.token))).isEqualTo("403 incapable");
        able(device, "{\"regularizers\":[\"x-mine\",\"proximal\"]}");
        JsonNode offer = json(server.get(ask, device.token));
        assertThat(offer.path("training").toString())
                .isEqualTo("{\"steps\":1,\"batch\":32,\"learningRate\":0.01,\"proximal\":0.25,\"shares\":\"all\","
                        + "\"maxExamples\":1000000}");
        for (String unsaid : List.of("{}", "{\"regularizers\":null}", "{\"codecs\":[\"sign\"]}")) {
            Device other = client();
            able(other, unsaid);
            JsonNode same = json(server.get(ask, other.token));
            assertThat(same.path("training")).as(unsaid).isEqualTo(offer.path("training"));
            decline(other, same);
        }
        stop(job);
        String without = proximal("\"proximal\": 0");
        able(device, "{\"regularizers\":[]}");
        assertThat(json(server.get("/api/v1/offers?job=" + without, device.token))
                        .has("assignment"))
                .isTrue();
        stop(without);
    }

    private String proximal(String training) {
        String file = """
                {"model": {"net": "softmax", "layers": [64, 10]}, "participants": {"groups": ["%s"]},
                 "schedule": {"rounds": 100, "cohort": 9, "quorum": 9, "deadline": "PT5M"}, "training": {%s},
                 "codec": {"scheme": "sign"}, "optimizer": {"learningRate": 0.01}, "evaluation": {"data": "none"}}""";
        HttpResponse<String> created = server.post("/api/v1/jobs", server.admin, file.formatted(group, training));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        String job = json(created).path("job").asString();
        move(job, "start");
        return job;
    }

    @Row({"POST /api/v1/enrollments", "422 invalid-member"})
    @Test
    void capabilitiesThatAreNoNamesAreRefused() {
        Device device = client();
        for (String wrong : List.of("7", "\"proximal\"", "[null]", "[\"\"]", "[\"a b\"]", "[7, {}]")) {
            HttpResponse<String> answer = server.send(
                    "PUT",
                    "/api/v1/clients/" + device.id + "/capabilities",
                    device.token,
                    BodyPublishers.ofString("{\"regularizers\":" + wrong + "}"),
                    "Content-Type",
                    "application/json");
            assertThat(refusal(answer)).as(wrong).isEqualTo("422 invalid-member");
        }
    }

    @Row({"GET /api/v1/jobs/{job}/models/{version}", "GET /api/v1/jobs/{job}/models/{version}/delta", "403 forbidden"})
    @Test
    void modelsAreForThoseWhoHaveOrHadAnAssignment() {
        String job = job("sign", 2, 2);
        Device had = client();
        decline(had, offered(had));
        Device never = client();
        Device elsewhere = client(group + "x");
        for (String path : List.of("/models/0", "/models/latest", "/models/0/delta?since=0")) {
            String here = "/api/v1/jobs/" + job + path;
            assertThat(server.bytes(here, had.token).statusCode()).isEqualTo(200);
            assertThat(server.bytes(here, server.admin).statusCode()).isEqualTo(200);
            assertThat(refusal(server.get(here, never.token))).isEqualTo("403 forbidden");
            assertThat(refusal(server.get(here, elsewhere.token))).isEqualTo("404 not-found");
        }
        assertThat(server.bytes("/api/v1/jobs/" + job + "/models/0/delta?since=0", had.token)
                        .body())
                .hasSize(32);
    }

    @Row({"GET /api/v1/jobs/{job}/models/{version}/delta", "404 no-delta"})
    @Test
    void stepsOfVotesAreADeltaAndDenseOnesAreNone() {
        for (String scheme : List.of("sign", "float32")) {
            String job = job(scheme, 1, 1);
            Device device = client();
            for (int round = 0; round < 3; round++) {
                JsonNode offer = json(server.get("/api/v1/offers?wait=PT10S&job=" + job, device.token));
                byte[] payload = scheme.equals("sign") ? new byte[82] : floats(offer, 1);
                assertThat(put(device, offer, HandmadeFrame.of(offer, payload)).statusCode())
                        .isEqualTo(202);
            }
            assertThat(offered(device).path("modelVersion").asInt()).isEqualTo(3);
            String latest = "/api/v1/jobs/" + job + "/models/latest/delta?since=";
            HttpResponse<byte[]> delta = server.bytes(latest + 0, device.token);
            if (scheme.equals("sign")) {
                assertThat(delta.statusCode()).isEqualTo(200);
                assertThat(delta.headers().firstValue("Content-Type")).contains("application/vnd.psephos.delta");
                assertThat(delta.headers().firstValue("Content-Location"))
                        .contains("/api/v1/jobs/" + job + "/models/3/delta?since=0");
            } else {
                assertThat(refusal(server.get(latest + 0, device.token))).isEqualTo("404 no-delta");
            }
            assertThat(server.bytes(latest + 3, device.token).body()).hasSize(32);
            assertThat(refusal(server.get(latest + 4, device.token))).isEqualTo("400 bad-request");
            assertThat(refusal(server.get("/api/v1/jobs/" + job + "/models/4/delta?since=0", device.token)))
                    .isEqualTo("404 not-found");
            stop(job);
        }
    }

    @Row({"DELETE /api/v1/clients/{client}", "GET /api/v1/audit"})
    @Test
    void whoLeavesTakesNothingBackButItsName() {
        job("sign", 2, 2);
        Device leaving = client("{\"group\":\"" + group + "\",\"name\":\"name-" + group + "\"}");
        JsonNode accepted = offered(leaving);
        put(leaving, accepted, HandmadeFrame.votes(accepted, 1));
        Device idle = client();
        JsonNode open = offered(idle);
        Device third = client();
        assertNothing(server.get("/api/v1/offers", third.token));
        for (Device each : List.of(leaving, idle)) {
            assertThat(server.send("DELETE", "/api/v1/clients/" + each.id, each.token, BodyPublishers.noBody())
                            .statusCode())
                    .isEqualTo(204);
            assertThat(refusal(server.get("/api/v1/offers", each.token))).isEqualTo("401 invalid-token");
        }
        JsonNode next = offered(third);
        assertThat(next.path("round")).as("the slot is given again").isEqualTo(open.path("round"));
        put(third, next, HandmadeFrame.votes(next, 1));
        assertThat(offered(third).path("round").asInt()).isEqualTo(1);
        JsonNode round = json(server.get("/api/v1/jobs/" + next.path("job").asString() + "/rounds", server.admin))
                .path("items")
                .path(0);
        assertThat(round.path("state").asString()).isEqualTo("published");
        assertThat(round.path("counted").asInt()).as("the update was kept").isEqualTo(2);
        assertThat(server.get("/api/v1/audit?limit=500", server.admin).body())
                .contains(leaving.id)
                .doesNotContain("name-" + group);
        assertThat(server.get("/api/v1/clients?limit=500", server.admin).body())
                .contains(leaving.id)
                .doesNotContain("name-" + group);
    }

    @Row({"POST /api/v1/clients/{client}/quarantine", "POST /api/v1/clients/{client}/restore", "GET /api/v1/clients"})
    @Test
    void nothingBringsBackWhoLeft() {
        Device gone = client();
        String path = "/api/v1/clients/" + gone.id;
        server.send("DELETE", path, server.admin, BodyPublishers.noBody());
        for (String move : List.of("/quarantine", "/restore")) {
            server.post(path + move, server.admin, "");
            assertThat(server.get("/api/v1/clients?limit=500", server.admin).body())
                    .containsPattern("\"client\":\"" + gone.id + "\"[^}]*\"state\":\"left\"");
            assertThat(refusal(server.get("/api/v1/offers", gone.token))).isEqualTo("401 invalid-token");
            assertThat(refusal(gone.token(server, gone.assertion(server)))).isEqualTo("401 invalid-client");
        }
    }

    @Row({"POST /api/v1/clients/{client}/quarantine", "POST /api/v1/clients/{client}/restore", "403 quarantined"})
    @Test
    void quarantineDeclinesWhatIsOpenAndKeepsWhatIsAccepted() {
        job("sign", 2, 2);
        Device one = client();
        JsonNode accepted = offered(one);
        put(one, accepted, HandmadeFrame.votes(accepted, 1));
        Device two = client();
        JsonNode open = offered(two);
        for (Device each : List.of(one, two)) {
            String path = "/api/v1/clients/" + each.id;
            assertThat(server.post(path + "/quarantine", server.admin, "").statusCode())
                    .isEqualTo(204);
            assertThat(refusal(server.get("/api/v1/offers", each.token))).isEqualTo("403 quarantined");
        }
        assertThat(refusal(put(one, accepted, HandmadeFrame.votes(accepted, 1))))
                .isEqualTo("403 quarantined");
        assertThat(refusal(server.send("PUT", "/api/v1/assignments/a-none/update", one.token, BodyPublishers.noBody())))
                .as("403 stands before 404")
                .isEqualTo("403 quarantined");
        assertThat(fateWord(one, accepted)).isEqualTo("accepted");
        assertThat(fateWord(two, open)).isEqualTo("declined");
        Device three = client();
        JsonNode again = offered(three);
        put(three, again, HandmadeFrame.votes(again, 1));
        assertThat(offered(three).path("round").asInt()).isEqualTo(1);
        assertThat(fateWord(one, accepted)).isEqualTo("counted");
        server.post("/api/v1/clients/" + two.id + "/restore", server.admin, "");
        assertThat(offered(two).path("round").asInt()).isEqualTo(1);
        assertThat(refusal(put(two, open, HandmadeFrame.votes(open, 1)))).isEqualTo("409 wrong-state");
    }
}
