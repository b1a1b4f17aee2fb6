package dev.sallyport.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.engine.body.ContainerConfig;
import dev.sallyport.engine.body.HostConfig;
import dev.sallyport.engine.body.PluginBody;
import dev.sallyport.engine.body.Resources;
import dev.sallyport.engine.body.ServiceSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GoJsonTest {

    @ParameterizedTest
    @ValueSource(strings = {
            "", " ", "null{}", "[]", "1", "\"x\"", "{", "{}}", "{}]", "{}x", "{}{}", "\ufeff{}", "{'Image':'x'}",
            "{Image:1}", "{\"Image\":}",
            "{\"Image\":\"a\",}", "{\"Image\":\"a\" \"Cmd\":[]}", "{\"Image\":\"a\",\"Image\":\"a\"}",
            "{\"Image\":\"a\",\"image\":null}",
            "{\"Labels\":{\"a\":\"1\",\"a\":\"2\"}}", "{\"HostConfig\":{\"Privileged\":true},\"HoſtConfig\":{}}",
            "{\"HostConfig\":{\"Mounts\":[{\"Source\":\"a\",\"source\":\"b\"}]}}", "{\"Tty\":\"true\"}", "{\"Tty\":1}",
            "{\"HostConfig\":{\"Memory\":\"1\"}}", "{\"HostConfig\":{\"Memory\":1.0}}",
            "{\"HostConfig\":{\"Memory\":6e7}}",
            "{\"HostConfig\":{\"Memory\":9223372036854775808}}", "{\"HostConfig\":{\"Memory\":01}}",
            "{\"HostConfig\":{\"Binds\":\"a\"}}",
            "{\"HostConfig\":[]}", "{\"Env\":{}}", "{\"Image\":\"\\ud800\"}", "{\"\\udc00\":1}",
            "{\"Image\":\"\u0001\"}", "{\"Image\":NaN}",
            "{\"Labels\":[]}", "{\"Cmd\":{}}", "{\"Cmd\":[1]}"
    })
    void whatNoHonestClientSendsIsRefused(String body) {
        assertThrows(UnreadableException.class, () -> create(body));
    }

    @Test
    void invalidUtf8IsRefused() {
        byte[] body = {'{', '"', 'I', 'm', 'a', 'g', 'e', '"', ':', '"', (byte) 0xff, '"', '}'};
        assertThrows(UnreadableException.class, () -> GoJson.decode(body, ContainerConfig.Create.class));
    }

    @Test
    void nestingBombsAreRefusedWithoutExhaustingTheStack() {
        String bomb = "{\"X\":".repeat(100_000);
        assertThrows(UnreadableException.class, () -> create(bomb));
        assertThrows(UnreadableException.class, () -> create("{\"ExposedPorts\":{\"a\":" + "[".repeat(100_000)));
    }

    @Test
    void nullSaysNothing() throws UnreadableException {
        assertEquals(create("{}"), create("null"));
        assertEquals(create("{}"), create(" null\n"));
        assertEquals(List.of(),
                GoJson.decode("null".getBytes(StandardCharsets.UTF_8), PluginBody.Settings.class).view().settings());
        assertThrows(UnreadableException.class, () -> create("null{}"));
        assertThrows(UnreadableException.class, () -> create("null null"));
    }

    @Test
    void manySmallValuesAreRefused() {
        assertThrows(UnreadableException.class,
                () -> create("{\"ExposedPorts\":{\"a\":[" + "0,".repeat(60_000) + "0]}}"));
        assertThrows(UnreadableException.class, () -> create("{\"Env\":[" + "\"\",".repeat(60_000) + "\"\"]}"));
    }

    @Test
    void numbersBeyondAllBoundsAreRefused() {
        assertThrows(UnreadableException.class, () -> create("{\"ExposedPorts\":{\"a\":1e999}}"));
        assertThrows(UnreadableException.class, () -> create("{\"ExposedPorts\":{\"a\":-1e999}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"HostConfig\":{\"Privileged\":true}}", "{\"hostconfig\":{\"pRIVILEGED\":true}}",
            "{\"HoſtConfig\":{\"Privileged\":true}}",
            "{\"\\u0048ostConfig\":{\"\\u0050rivileged\":true}}",
            " \t\r\n{ \"HOSTCONFIG\" : { \"privileged\" : true } } "
    })
    void namesFoldAsGoFoldsThem(String body) throws UnreadableException {
        assertTrue(create(body).hostConfig().orElseThrow().privileged());
    }

    @Test
    void kelvinSignFoldsIntoK() throws UnreadableException {
        assertEquals("host",
                create("{\"HostConfig\":{\"Networ\u212amode\":\"host\"}}").hostConfig().orElseThrow().networkMode());
    }

    @Test
    void noOtherLetterFolds() throws UnreadableException {
        assertFalse(create("{\"HostConfıg\":{\"Privileged\":true}}").hostConfig().isPresent());
    }

    @Test
    void keysOfMapsKeepTheirCase() throws UnreadableException {
        assertEquals(Map.of("a", "1", "A", "2"), create("{\"Labels\":{\"a\":\"1\",\"A\":\"2\"}}").config().labels());
    }

    @Test
    void nullIsAbsent() throws UnreadableException {
        ContainerConfig.Create create =
                create("{\"Image\":null,\"Cmd\":null,\"HostConfig\":null,\"Tty\":null,\"Env\":[null]}");
        assertEquals("", create.config().image());
        assertEquals(List.of(), create.config().cmd());
        assertEquals(Optional.empty(), create.hostConfig());
        assertEquals(List.of(""), create.config().env());
    }

    @Test
    void emptyListIsNotNullWhereThatMatters() throws UnreadableException {
        assertEquals(Optional.of(List.of()),
                create("{\"HostConfig\":{\"MaskedPaths\":[]}}").hostConfig().orElseThrow().maskedPaths());
        assertEquals(Optional.empty(),
                create("{\"HostConfig\":{\"MaskedPaths\":null}}").hostConfig().orElseThrow().maskedPaths());
    }

    @Test
    void stringStandsForAListWhereOldEnginesTakeIt() throws UnreadableException {
        assertEquals(List.of("ALL"),
                create("{\"HostConfig\":{\"CapAdd\":\"ALL\"}}").hostConfig().orElseThrow().capAdd());
    }

    @Test
    void embeddedFieldsStandBesideTheOthers() throws UnreadableException {
        assertEquals(5, create("{\"HostConfig\":{\"memory\":5}}").hostConfig().orElseThrow().resources().memory());
        Resources.Update update = GoJson.decode(
                "{\"MemorySwap\":-1,\"RestartPolicy\":{\"Name\":\"no\"}}".getBytes(StandardCharsets.UTF_8),
                Resources.Update.class).view();
        assertEquals(-1, update.resources().memorySwap());
        assertEquals("no", update.restartPolicy().name());
    }

    @Test
    void canonicalFormHasDockerdsNamesAndOnlyWhatWasSent() throws UnreadableException {
        Document<ContainerConfig.Create> document = GoJson.decode(
                "{\"image\":\"x\",\"hostconfig\":{\"capdrop\":\"ALL\",\"utsmode\":\"host\"},\"Foo\":1}"
                        .getBytes(StandardCharsets.UTF_8),
                ContainerConfig.Create.class);
        assertEquals(Map.of("Image", "x", "HostConfig", Map.of("CapDrop", List.of("ALL"), "UTSMode", "host")),
                document.canonical());
        assertEquals(List.of(new Document.UnknownField("Foo", "Foo", false)), document.unknown());
    }

    @Test
    void unknownFieldsThatSayNothingAreToldApart() throws UnreadableException {
        Document<ContainerConfig.Create> document = GoJson.decode(
                "{\"A\":null,\"B\":0,\"C\":\"\",\"D\":[],\"E\":{},\"F\":[0],\"G\":{\"x\":null},\"H\":1}"
                        .getBytes(StandardCharsets.UTF_8),
                ContainerConfig.Create.class);
        assertEquals(List.of("D", "E", "F", "G", "H"),
                document.unknown().stream().filter(field -> !field.zero()).map(Document.UnknownField::path).toList());
    }

    @Test
    void documentMayBeAList() throws UnreadableException {
        byte[] body = "[{\"name\":\"network\",\"Value\":[\"host\"]}]".getBytes(StandardCharsets.UTF_8);
        assertEquals("network", GoJson.decode(body, PluginBody.Privileges.class).view().privileges().getFirst().name());
        for (String odd : List.of("{}", "[]x", "[", "[{\"Name\":\"a\",\"name\":\"b\"}]", "nulls")) {
            assertThrows(UnreadableException.class,
                    () -> GoJson.decode(odd.getBytes(StandardCharsets.UTF_8), PluginBody.Privileges.class));
        }
    }

    @Test
    void everyBodyHasAShape() {
        for (Operation operation : Operation.values()) {
            if (operation.body() instanceof Body.Json(Class<? extends Record> type, boolean _)) {
                Views.of(Map.of(), type);
            }
        }
        assertTrue(Views.hasField(ServiceSpec.class, "tasktemplate"));
        assertTrue(Views.hasField(HostConfig.class, "MEMORY"));
    }

    /**
     * A body in plain ASCII is read from its bytes, any other from its text: text elsewhere in it must not change a
     * thing.
     */
    @ParameterizedTest
    @ValueSource(strings = {
            "{\"Image\":\"x\",\"Env\":[\"a\",null,\"b\"],\"HostConfig\":{\"Memory\":1e3}}",
            "{\"\\u0049mage\":\"\\u0078\\n\\ud83d\\ude00\"}",
            "{\"Labels\":{\"\\ud83d\\ude00\":\"x\",\"\":\"\"}}",
            "{\"\\u212aeyless\":1,\"\\u017ftopsignal\":\"TERM\"}",
            "{\"Labels\":{\"a\":\"\\ude00\"}}",
            "{\"Labels\":{\"a\":\"1\",\"\\u0061\":\"2\"}}",
            "{\"HostConfig\":{\"Mounts\":[{},{\"Type\":1}]}}",
            "{\"HostConfig\":{\"Binds\":[\"/a\",[]]}}",
            "{\"HostConfig\":{\"Memory\":9223372036854775808}}",
            "{\"HostConfig\":{\"MaskedPaths\":{}}}",
            "{\"Foo\":{\"a\":[1,{}]},\"HostConfig\":{\"Foo\":\"\"}}",
            "{\"Image\":\"x\"}}", "{\"Image\":\"x\\q\"}", "{\"Image\":\"\t\"}", "{'Image':1}", "{\"Image\":01}",
            "\u0000{}", "{\u0000}", "{\"Image\":\"\u0000\"}"
    })
    void textBeyondAsciiChangesNothingElse(String body) {
        assertEquals(reading(body, "x"), reading(body, "é"));
    }

    /** What is read of a body in a list with another, or why it is refused. */
    private static String reading(String body, String label) {
        try {
            String more = "[" + body + ",{\"Labels\":{\"last\":\"" + label + "\"}}]";
            List<?> read = GoJson.decode(more.getBytes(StandardCharsets.UTF_8), Several.class).view().all();
            return read.getFirst().toString();
        } catch (UnreadableException e) {
            return e.getMessage() + "; " + e.wanted();
        }
    }

    @Test
    void halfASurrogatePairIsRefusedInNamesToo() {
        assertThrows(UnreadableException.class, () -> create("{\"Labels\":{\"\\ud83d\":\"x\"}}"));
        assertThrows(UnreadableException.class, () -> create("{\"Labels\":{\"\\ud83d\":\"é\"}}"));
    }

    record Several(@WholeDocument List<ContainerConfig.Create> all) {}

    private static ContainerConfig.Create create(String body) throws UnreadableException {
        return GoJson.decode(body.getBytes(StandardCharsets.UTF_8), ContainerConfig.Create.class).view();
    }
}
