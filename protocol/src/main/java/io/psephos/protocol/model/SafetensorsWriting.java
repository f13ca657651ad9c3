package io.psephos.protocol.model;

import io.psephos.protocol.TensorShape;
import io.psephos.protocol.json.ProtocolJson;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The plan of a safetensors file: its header, and what comes before and behind the parameters.
 *
 * @param header padded with spaces to a multiple of eight bytes
 * @param before carried tensors of numbers wider than the parameters'
 * @param parameters how many there are
 * @param behind all other carried tensors
 */
record SafetensorsWriting(byte[] header, List<CarriedTensor> before, long parameters, List<CarriedTensor> behind) {

    static SafetensorsWriting of(List<TensorShape> tensors, CarriedTensors carried, Map<String, String> metadata) {
        List<CarriedTensor> byWidth = carried.tensors().stream()
                .sorted(Comparator.comparingInt(
                        (CarriedTensor tensor) -> -tensor.kind().bits()))
                .toList();
        List<CarriedTensor> before =
                byWidth.stream().filter(SafetensorsWriting::isWide).toList();
        List<CarriedTensor> behind = byWidth.subList(before.size(), byWidth.size());
        Map<String, Object> entries = new LinkedHashMap<>();
        entries.put("__metadata__", metadata);
        long offset = 0;
        for (CarriedTensor tensor : before) {
            offset = enter(entries, tensor, offset);
        }
        long parameters = 0;
        for (TensorShape tensor : tensors) {
            offset = enter(entries, tensor, "F32", offset, tensor.size() * Float.BYTES);
            parameters += tensor.size();
        }
        for (CarriedTensor tensor : behind) {
            offset = enter(entries, tensor, offset);
        }
        return new SafetensorsWriting(padded(entries), before, parameters, behind);
    }

    private static boolean isWide(CarriedTensor tensor) {
        return tensor.kind().bits() > Float.SIZE;
    }

    private static long enter(Map<String, Object> entries, CarriedTensor tensor, long offset) {
        return enter(
                entries, new TensorShape(tensor.name(), tensor.shape()), tensor.type(), offset, tensor.bytes().length);
    }

    private static long enter(Map<String, Object> entries, TensorShape tensor, String type, long offset, long length) {
        long end = offset + length;
        // In one order always, as the same version is to be the same file after a restart.
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("dtype", type);
        entry.put("shape", tensor.shape());
        entry.put("data_offsets", List.of(offset, end));
        entries.put(tensor.name(), entry);
        return end;
    }

    private static byte[] padded(Map<String, Object> entries) {
        byte[] json = ProtocolJson.strict().writeValueAsString(entries).getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 7) / 8 * 8;
        byte[] header = Arrays.copyOf(json, padded);
        Arrays.fill(header, json.length, padded, (byte) ' ');
        return header;
    }

    /** Length of the file in bytes. */
    long length() {
        return Long.BYTES + header.length + Float.BYTES * parameters + length(before) + length(behind);
    }

    private static long length(List<CarriedTensor> tensors) {
        return tensors.stream().mapToLong(tensor -> tensor.bytes().length).sum();
    }

    /** @throws ArithmeticException for a file of 2 GiB or more */
    byte[] file(float[] values) {
        ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(length())).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header);
        before.forEach(tensor -> file.put(tensor.bytes()));
        file.asFloatBuffer().put(values);
        file.position(file.position() + Float.BYTES * values.length);
        behind.forEach(tensor -> file.put(tensor.bytes()));
        return file.array();
    }
}
