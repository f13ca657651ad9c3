package broken.coordinator;

import java.util.function.Supplier;
import org.mockito.Mockito;

/** A mock away from any edge. */
public final class Mocks {
    private Mocks() {}

    public static Supplier<?> supplier() {
        return Mockito.mock(Supplier.class);
    }
}
