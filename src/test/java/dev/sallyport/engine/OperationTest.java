package dev.sallyport.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OperationTest {

    @ParameterizedTest
    @CsvSource({
        "POST, /containers/create, ContainerCreate, ''",
        "POST, /containers/a/b/start, ContainerStart, a/b",
        "POST, /containers/create/start, ContainerStart, create",
        "POST, /containers/start/exec, ContainerExec, start",
        "POST, /exec/x/start, ExecStart, x",
        "GET, /images/json, ImageList, ''",
        "GET, /images/a/get/json, ImageInspect, a/get",
        "GET, /images/a/json/get, ImageGet, a/json",
        "DELETE, /containers/create, ContainerDelete, create",
        "DELETE, /containers/a/checkpoints/b, CheckpointDelete, a",
        "DELETE, /containers/a/c/checkpoints/b, ContainerDelete, a/c/checkpoints/b",
        "GET, /services/create, ServiceInspect, create",
        "HEAD, /_ping, SystemPingHead, ''",
        "HEAD, /containers/a/archive, ContainerArchiveInfo, a",
        "PUT, /volumes/v, VolumeUpdate, v",
        "GET, /networks/, NetworkList, ''",
        "POST, /plugins/p/disable, PluginDisable, p",
        "POST, /session, Session, ''",
        "POST, /grpc, Grpc, ''",
        "POST, /build/prune, BuildPrune, ''",
    })
    void operationIsTheRouteThatDockerdTakes(String method, String path, String id, String name) {
        Operation.Match match = Operation.find(method, path).orElseThrow();
        assertEquals(id, match.operation().id());
        assertEquals(name, match.name());
    }

    @ParameterizedTest
    @CsvSource({
            "HEAD, /containers/json", "post, /containers/create", "POST, /containers/create/",
            "POST, /Containers/create",
            "PATCH, /containers/create", "POST, /containers/createx", "GET, /services/a/b",
            "POST, /moby.buildkit.v1.Control/Solve",
            "GET, /", "TRACE, /_ping"
    })
    void whatIsNotInTheTableIsUnknown(String method, String path) {
        assertTrue(Operation.find(method, path).isEmpty());
    }

    @Test
    void idsAreUnique() {
        assertEquals(Operation.values().length,
                Arrays.stream(Operation.values()).map(Operation::id).collect(Collectors.toSet()).size());
    }
}
