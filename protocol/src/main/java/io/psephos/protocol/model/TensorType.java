package io.psephos.protocol.model;

/** A number format of tensors in safetensors files. */
enum TensorType {
    BOOL(8, Use.CARRIED),
    F4(4, Use.NONE),
    F6_E2M3(6, Use.NONE),
    F6_E3M2(6, Use.NONE),
    U8(8, Use.CARRIED),
    I8(8, Use.CARRIED),
    F8_E5M2(8, Use.NONE),
    F8_E4M3(8, Use.NONE),
    F8_E8M0(8, Use.NONE),
    F8_E4M3FNUZ(8, Use.NONE),
    F8_E5M2FNUZ(8, Use.NONE),
    I16(16, Use.CARRIED),
    U16(16, Use.CARRIED),
    F16(16, Use.PARAMETERS),
    BF16(16, Use.PARAMETERS),
    I32(32, Use.CARRIED),
    U32(32, Use.CARRIED),
    F32(32, Use.PARAMETERS),
    C64(64, Use.NONE),
    F64(64, Use.PARAMETERS),
    I64(64, Use.CARRIED),
    U64(64, Use.CARRIED);

    /** What a job makes of tensors of a type. */
    private enum Use {
        PARAMETERS,
        CARRIED,
        NONE
    }

    private final int bits;
    private final Use use;

    TensorType(int bits, Use use) {
        this.bits = bits;
        this.use = use;
    }

    /** Size of one number. */
    int bits() {
        return bits;
    }

    /** Whether tensors of the type are parameters, as float32. */
    boolean isParameters() {
        return use == Use.PARAMETERS;
    }

    /** Whether tensors of the type are kept as they are beside the parameters. */
    boolean isCarried() {
        return use == Use.CARRIED;
    }
}
