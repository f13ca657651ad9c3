package broken.server.http;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Does not say what it produces. */
@RestController
class MuteController {
    @GetMapping("/mute")
    String text() {
        return "";
    }
}
