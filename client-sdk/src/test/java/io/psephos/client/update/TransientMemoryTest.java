package io.psephos.client.update;

class TransientMemoryTest extends ClientMemoryContract {
    private final ClientMemory memory = ClientMemory.inProcess();

    @Override
    protected ClientMemory memory() {
        return memory;
    }
}
