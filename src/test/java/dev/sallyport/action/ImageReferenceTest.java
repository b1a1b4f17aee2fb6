package dev.sallyport.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where an image comes from, as dockerd reads a reference to it. */
final class ImageReferenceTest {

    @ParameterizedTest
    @CsvSource({
        "alpine,                        docker.io/library/alpine,    '',     ''",
        "alpine:3,                      docker.io/library/alpine,    3,      ''",
        "team/app,                      docker.io/team/app,          '',     ''",
        "localhost/app,                 localhost/app,               '',     ''",
        "localhost:5000/app,            localhost:5000/app,          '',     ''",
        "host:5000/app:1,               host:5000/app,               1,      ''",
        "evil.example/library/alpine,   evil.example/library/alpine, '',     ''",
        "index.docker.io/team/app,      docker.io/team/app,          '',     ''",
        "index.docker.io/alpine,        docker.io/library/alpine,    '',     ''",
        "docker.io/alpine,              docker.io/library/alpine,    '',     ''",
        "docker.io.evil.example/app,    docker.io.evil.example/app,  '',     ''",
        "alpine@sha256:00,              docker.io/library/alpine,    '',     sha256:00",
        "host:5000/app:1@sha256:00,     host:5000/app,               1,      sha256:00",
        "sha256:00,                     '',                          '',     sha256:00",
    })
    void registryTagAndDigestAreToldApart(String text, String repository, String tag, String digest) {
        assertEquals(new ImageReference(repository, tag, digest), ImageReference.parse(text));
    }
}
