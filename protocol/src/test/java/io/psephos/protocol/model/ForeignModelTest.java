package io.psephos.protocol.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests of models as other libraries write them; the files are safetensors 0.8's own, of NumPy arrays. */
final class ForeignModelTest {

    @Test
    void batchNormalizationIsTakenWithItsCounterBeside() throws IOException {
        ForeignModel model = read("batchnorm.safetensors");

        assertThat(model.layout().tensors().stream().map(TensorShape::name))
                .containsExactly(
                        "bn.bias",
                        "bn.running_mean",
                        "bn.running_var",
                        "bn.weight",
                        "conv.weight",
                        "fc.bias",
                        "fc.weight");
        assertThat(model.parameters()).startsWith(0, 0, 0.5f, -0.25f, 1.5f, 2, 1, 1, -1, -0.875f);
        CarriedTensor counter = model.carried().tensor("bn.num_batches_tracked").orElseThrow();
        assertThat(counter.type()).isEqualTo("I64");
        assertThat(counter.shape()).isEmpty();
        assertThat(counter.values()).containsExactly(1234567890123L);
        assertThat(model.notes())
                .containsExactly("1 tensor carried beside the parameters, the same in every version, neither"
                        + " trained nor averaged: 'bn.num_batches_tracked' (I64)");
    }

    @Test
    void everyFloatingPointFormatIsReadAsNumPyReadsIt() throws IOException {
        ForeignModel model = read("mixed.safetensors");

        assertThat(model.layout().tensors().stream().map(TensorShape::name))
                .containsExactly("double", "single", "brain", "half");
        assertThat(model.parameters())
                .containsExactly(
                        0.5f,
                        0.1f,
                        -3e38f,
                        0,
                        0.25f,
                        1,
                        -2.5f,
                        3.00405527047391e38f,
                        9.183549615799121e-41f,
                        0.10009765625f,
                        1,
                        -2.5f,
                        65504,
                        5.960464477539063e-08f,
                        0.0999755859375f,
                        -0.0f);
        assertThat(model.notes())
                .startsWith(
                        "1 tensor of F16 converted to F32: every number stays what it was",
                        "1 tensor of BF16 converted to F32: every number stays what it was",
                        "1 tensor of F64 converted to F32: 3 of 4 numbers lost precision");
    }

    @Test
    void everyIntegerIsCarriedToTheBit() throws IOException {
        CarriedTensors carried = read("mixed.safetensors").carried();

        assertThat(carried.tensors().stream().map(CarriedTensor::name))
                .containsExactly("u64", "i64", "u32", "i32", "u16", "i16", "i8", "u8", "mask");
        assertThat(values(carried, "mask")).containsExactly(1, 0, 1);
        assertThat(values(carried, "i8")).containsExactly(-128, 127);
        assertThat(values(carried, "u8")).containsExactly(255);
        assertThat(values(carried, "i16")).containsExactly(-32768);
        assertThat(values(carried, "u16")).containsExactly(65535);
        assertThat(values(carried, "i32")).containsExactly(Integer.MIN_VALUE);
        assertThat(values(carried, "u32")).containsExactly(4294967295L);
        assertThat(values(carried, "i64")).containsExactly(Long.MIN_VALUE);
        assertThat(values(carried, "u64")).containsExactly(-1);
        assertThat(CarriedTensors.read(carried.file())).isEqualTo(carried);
        assertThat(carried.tensor("mask").orElseThrow().data().isReadOnly()).isTrue();
    }

    @Test
    void whatIsCarriedIsWrittenBesideTheParametersWhereItsNumbersAreAligned() throws IOException {
        ForeignModel model = read("mixed.safetensors");
        byte[] file = Safetensors.write(model.layout(), model.parameters(), model.carried(), Map.of("version", "7"));

        assertThat(file).hasSize((int) Safetensors.length(model.layout(), model.carried(), Map.of("version", "7")));
        ForeignModel again = ForeignModel.read(file, Optional.of(model.layout()));
        assertThat(again.layout()).isEqualTo(model.layout());
        assertThat(again.parameters()).isEqualTo(model.parameters());
        assertThat(again.carried()).isEqualTo(model.carried());
        assertThat(SafetensorsHeader.of(file).tensors())
                .allSatisfy(
                        tensor -> assertThat(tensor.from() * 8 % tensor.type().bits())
                                .as(tensor.name())
                                .isZero());
    }

    @Test
    void aFileWithoutCarriedTensorsIsWrittenAsEver() {
        ParameterLayout layout = new ParameterLayout(List.of(new TensorShape("a", List.of(3))));
        float[] parameters = {1, 2, 3};

        byte[] file = Safetensors.write(layout, parameters, CarriedTensors.NONE, Map.of());

        assertThat(file).isEqualTo(Safetensors.write(layout, parameters, Map.of()));
        assertThat(new String(file, 8, file.length - 20, StandardCharsets.UTF_8).strip())
                .isEqualTo("{\"__metadata__\":{},\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}}");
        assertThat(file).endsWith(0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40);
    }

    @Test
    void theWantedOrderCountsWhereItHasTheSameTensors() {
        byte[] file = file(
                "{'a':{'dtype':'F64','shape':[1],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[2],'data_offsets':[8,16]}}",
                2.0,
                0.0);
        TensorShape a = new TensorShape("a", List.of(1));
        TensorShape b = new TensorShape("b", List.of(2));

        assertThat(ForeignModel.read(file, Optional.of(new ParameterLayout(List.of(b, a))))
                        .parameters())
                .containsExactly(0, 0, 2);
        assertThat(ForeignModel.read(file, Optional.of(new ParameterLayout(List.of(b))))
                        .parameters())
                .containsExactly(2, 0, 0);
    }

    @Test
    void aNumberBeyondFloat32IsRefusedByTensorAndValue() {
        byte[] file = file("{'w':{'dtype':'F64','shape':[3],'data_offsets':[0,24]}}", 1, 0.1, -1e39);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ForeignModel.read(file, Optional.empty()))
                .withMessage("tensor 'w' is beyond float32 at its number 2, counted from 0: -1.0E39;"
                        + " the largest is 3.4028235E38");
    }

    @Test
    void whatIsNotFiniteStaysSo() {
        byte[] doubles =
                file("{'w':{'dtype':'F64','shape':[2],'data_offsets':[0,16]}}", Double.NaN, Double.NEGATIVE_INFINITY);
        byte[] halves = file(
                "{'w':{'dtype':'F16','shape':[4],'data_offsets':[0,8]}}", Double.longBitsToDouble(0x7c00fc007e003c00L));

        assertThat(ForeignModel.read(doubles, Optional.empty()).parameters())
                .containsExactly(Float.NaN, Float.NEGATIVE_INFINITY);
        assertThat(ForeignModel.read(halves, Optional.empty()).parameters())
                .containsExactly(1, Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    }

    @Test
    void moreThanIsHeldBesideParametersIsRefusedBeforeItIsCopied() {
        long most = CarriedTensors.MOST_BYTES;
        String header =
                "{'a':{'dtype':'U8','shape':[%d],'data_offsets':[0,%d]},'w':{'dtype':'F64','shape':[1],'data_offsets':[%d,%d]}}"
                        .formatted(most + 8, most + 8, most + 8, most + 16);
        byte[] file = file(header, new double[(int) (most / 8 + 2)]);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ForeignModel.read(file, Optional.empty()))
                .withMessageContaining(
                        "have 67108872 bytes together, and at most 67108864 are carried; the first is tensor 'a' of U8");
    }

    @Test
    void anArtefactIsOfFloat32Only() throws IOException {
        byte[] file = bytes("batchnorm.safetensors");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Artefact.read(file))
                .withMessage("tensor 'bn.num_batches_tracked' is I64; artefacts take F32 only");
    }

    private static long[] values(CarriedTensors carried, String name) {
        return carried.tensor(name).orElseThrow().values();
    }

    private static ForeignModel read(String name) throws IOException {
        return ForeignModel.read(bytes(name), Optional.empty());
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream file = Objects.requireNonNull(ForeignModelTest.class.getResourceAsStream(name))) {
            return file.readAllBytes();
        }
    }

    private static byte[] file(String header, double... data) {
        byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + 8 * data.length).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json);
        for (double value : data) {
            file.putDouble(value);
        }
        return file.array();
    }
}
