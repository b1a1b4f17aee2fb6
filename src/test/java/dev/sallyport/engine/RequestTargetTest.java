package dev.sallyport.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestTargetTest {

    @ParameterizedTest
    @ValueSource(strings = {
            "", "containers/json", "?x=1", "*", "mailto:a@b", "http:/x", "http://host",
            "http://host?/containers/create",
            "/containers/create?x=%zz", "/containers/%6", "/containers/%zz", "/a b", "/a\tb", "/a\u0000b",
            "/containers/a%0Ab/start",
            "/containers/create#", "/images/create?x=#&fromImage=evil", "/services/create?#%zz", "/a;b?x=1;y=2",
            "/x?a;b",
            "//v1.41/containers/json", "/v1.41//containers/json", "/x/../containers/json", "/containers/%2e%2e/json",
            "/./_ping",
            "/containers/%ff/json"
    })
    void oddTargetsAreRefused(String target) {
        assertThrows(UnreadableException.class, () -> RequestTarget.parse(target));
    }

    @ParameterizedTest
    @CsvSource({
        "/containers/create, /containers/create, ''",
        "/v1.45/containers/create, /containers/create, 1.45",
        "/v01.045.0/containers/create, /containers/create, 01.045.0",
        "/v1.45/containers/%63reate, /containers/create, 1.45",
        "/v1.45/containers%2Fcreate, /containers/create, 1.45",
        "/v%31.45/containers/create, /containers/create, 1.45",
        "http://anything/v1.45/containers/create, /containers/create, 1.45",
        "HTTP://a:1/containers/create, /containers/create, ''",
        "/v1.45/v1.44/info, /v1.44/info, 1.45",
        "/V1.45/info, /V1.45/info, ''",
        "/networks/, /networks/, ''",
        "/containers/a+b/json, /containers/a+b/json, ''",
    })
    void pathAndVersionAreReadAsGoReadsThem(String target, String path, String version) throws UnreadableException {
        RequestTarget parsed = RequestTarget.parse(target);
        assertEquals(path, parsed.path());
        assertEquals(version, parsed.version().map(ApiVersion::text).orElse(""));
    }

    @Test
    void firstOfRepeatedParametersCountsAndPlusIsASpace() throws UnreadableException {
        Query query = RequestTarget.parse("/build?t=a&t=b&empty&x=a+b%2B%26&%74wo=2").query();
        assertEquals("a", query.first("t"));
        assertEquals(List.of("a", "b"), query.parameters().get("t"));
        assertEquals("a b+&", query.first("x"));
        assertEquals("2", query.first("two"));
        assertEquals("", query.first("empty"));
        assertTrue(query.has("empty"));
    }

    @Test
    void versionsCompareByNumberWhateverTheirSpelling() {
        assertEquals(new ApiVersion("1.41"), new ApiVersion("01.041.0"));
        assertTrue(new ApiVersion("1.9").isBefore("1.24"));
        assertTrue(new ApiVersion("1..41").isBefore("1.24"));
        assertTrue(new ApiVersion(".").isBefore("1.24"));
        assertTrue(!new ApiVersion("1.100").isBefore("1.24"));
    }
}
