package io.psephos.protocol.model;

import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A model file as other libraries write it, taken apart: tensors of F32, F16, BF16 and F64 are parameters, integers and
 * truth values are carried beside them.
 *
 * @param layout the tensors that are parameters, in the order of the flat vector
 * @param parameters the flat vector; what is not finite in the file is not finite here
 * @param notes sentences about what the file holds but for parameters of F32; empty where there is nothing else
 */
public record ForeignModel(ParameterLayout layout, float[] parameters, CarriedTensors carried, List<String> notes) {
    private static final int NAMED = 3;

    public ForeignModel {
        notes = List.copyOf(notes);
    }

    /**
     * The model of a safetensors file.
     *
     * @param order of the flat vector; where it is empty or has other tensors than the file, that of the data counts
     * @throws IllegalArgumentException when the file breaks a rule of the format, holds no parameters, or what is
     *     neither parameters nor carried; for an empty tensor, and a number beyond float32
     */
    public static ForeignModel read(byte[] file, Optional<ParameterLayout> order) {
        SafetensorsHeader header = SafetensorsHeader.of(file);
        ParameterLayout found = Safetensors.layout(header);
        ParameterLayout layout = order.filter(
                        wanted -> new HashSet<>(wanted.tensors()).equals(new HashSet<>(found.tensors())))
                .orElse(found);
        CarriedTensors carried = Safetensors.carried(file, header);
        Conversions conversions = new Conversions();
        float[] parameters = Safetensors.read(file, header, layout, conversions);
        List<String> notes = new ArrayList<>(conversions.notes());
        if (!carried.isEmpty()) {
            notes.add(note(carried.tensors()));
        }
        return new ForeignModel(layout, parameters, carried, notes);
    }

    private static String note(List<CarriedTensor> carried) {
        String named = carried.stream()
                .limit(NAMED)
                .map(tensor -> "'" + Text.printable(tensor.name()) + "' (" + tensor.type() + ")")
                .collect(Collectors.joining(", "));
        int more = carried.size() - NAMED;
        return (carried.size() == 1 ? "1 tensor" : carried.size() + " tensors")
                + " carried beside the parameters, the same in every version, neither trained nor averaged: " + named
                + (more > 0 ? " and " + more + " more" : "");
    }
}
