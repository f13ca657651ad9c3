package broken.coordinator;

import java.time.Instant;
import java.util.Random;
import javax.sql.DataSource;
import org.springframework.core.env.Environment;
import reactor.core.publisher.Mono;

/** Breaks the rules on frameworks, SQL, reactive types, randomness and clocks. */
class KnowsSpring {
    Environment environment;
    Mono<String> mono;
    DataSource dataSource;
    Random random = new Random();
    Instant at = Instant.now();
}
