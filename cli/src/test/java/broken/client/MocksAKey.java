package broken.client;

import org.mockito.Mockito;

/** A mock of a type of ours. */
public final class MocksAKey {
    private MocksAKey() {}

    public static Key key() {
        return Mockito.mock(Key.class);
    }
}
