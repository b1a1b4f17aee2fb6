package dev.sallyport.cases;

import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.UnreadableException;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.facts.ContainerEntry;
import dev.sallyport.facts.Facts;
import dev.sallyport.facts.FirstSpecialFile;
import dev.sallyport.facts.HostEntry;
import dev.sallyport.facts.HostMemory;
import dev.sallyport.facts.Lookup;
import dev.sallyport.facts.MountTable;
import dev.sallyport.facts.Question;
import dev.sallyport.facts.SocketTable;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Setting;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A dockerd and a host that know what a case says. What it does not say of dockerd's things is a failed question, as
 * when dockerd does not answer: a case rests on nothing that it does not name.
 */
final class GivenFacts implements Facts {

    private static final String ROOT_MOUNT = "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n";

    private final FactsText text;
    private final Map<Question<?>, Lookup<?>> inspected = new LinkedHashMap<>();
    private final Map<String, HostEntry> host = new LinkedHashMap<>();
    private final Map<String, ContainerEntry> entries = new LinkedHashMap<>();

    private GivenFacts(FactsText text) {
        this.text = text;
    }

    /** @throws InvalidSettingException if something is not what dockerd would say */
    static GivenFacts of(FactsText text) throws InvalidSettingException {
        GivenFacts facts = new GivenFacts(text);
        facts.inspect("images", text.images(), Question.Image::new);
        facts.inspect("containers", text.containers(), Question.Container::new);
        facts.inspect("volumes", text.volumes(), Question.Volume::new);
        facts.inspect("networks", text.networks(), Question.Network::new);
        facts.inspect("execs", text.execs(), Question.Process::new);
        facts.daemon();
        facts.listContainers();
        for (Map.Entry<String, Setting> path : named("host", text.host()).entrySet()) {
            facts.host.put(path.getKey(), FactsText.hostEntry(path.getKey(), path.getValue()));
        }
        for (Map.Entry<String, Setting> file : named("files", text.files()).entrySet()) {
            facts.entries.put(file.getKey(), FactsText.containerEntry(file.getKey(), file.getValue()));
        }
        return facts;
    }

    private interface ByName<T extends Record> {
        Question.Inspection<T> about(String name);
    }

    private <T extends Record> void inspect(String key, Optional<Json> given, ByName<T> question)
            throws InvalidSettingException {
        for (Map.Entry<String, Setting> thing : named(key, given).entrySet()) {
            Question.Inspection<T> about = question.about(thing.getKey());
            inspected.put(about, FactsText.isAbsent(thing.getValue())
                    ? new Lookup.Absent<T>()
                    : new Lookup.Found<>(answer(thing.getValue(), about.answer())));
        }
    }

    private void daemon() throws InvalidSettingException {
        Json usual = FactsText.USUAL_DAEMON;
        Setting said = text.daemon().map(usual::patched).orElse(usual).setting();
        inspected.put(new Question.Daemon(), new Lookup.Found<>(answer(said, Inspected.Info.class)));
    }

    private void listContainers() {
        List<Inspected.Listed> listed = inspected.values().stream()
                .flatMap(lookup -> lookup instanceof Lookup.Found<?>(Inspected.Container container)
                        ? Optional.of(new Inspected.Listed(container.id())).stream()
                        : Optional.<Inspected.Listed>empty().stream())
                .distinct()
                .toList();
        inspected.put(new Question.Containers(), new Lookup.Found<>(new Inspected.Containers(listed)));
    }

    private static <T extends Record> T answer(Setting said, Class<T> type) throws InvalidSettingException {
        try {
            return GoJson.decodeAnswer(new Json(said).bytes(), type);
        } catch (UnreadableException e) {
            throw new InvalidSettingException(said.place(), "not what dockerd would say: " + e.getMessage());
        }
    }

    private static Map<String, Setting> named(String key, Optional<Json> given) throws InvalidSettingException {
        Map<String, Setting> named = new LinkedHashMap<>();
        if (given.isPresent()) {
            given.get().setting().group(key).entries().forEach((name, entry) -> named.put(name, entry.value()));
        }
        return named;
    }

    @Override
    @SuppressWarnings("unchecked") // Each question has the answer that it asks for.
    public <T> Lookup<T> ask(Question<T> question) {
        return (Lookup<T>) switch (question) {
            case Question.Inspection<?> about -> inspected.getOrDefault(about, new Lookup.Failed<>(notSaid(about)));
            case Question.EntryIn(String container, String path) -> entry(container, path);
            case Question.PathOnHost(String path) -> new Lookup.Found<>(
                    host.getOrDefault(path, new HostEntry.Present(path, HostEntry.Type.DIRECTORY)));
            case Question.Mounts() -> new Lookup.Found<>(MountTable.parse(
                    (ROOT_MOUNT + String.join("\n", text.mounts().orElse(List.of())))
                            .getBytes(StandardCharsets.UTF_8)));
            case Question.Memory() -> new Lookup.Found<>(new HostMemory(text.memoryBytes(), text.swapBytes()));
            case Question.Sockets() -> new Lookup.Found<>(new SocketTable(specials(HostEntry.Type.SOCKET)));
            case Question.SpecialFiles(String directory, _) -> new Lookup.Found<>(new FirstSpecialFile(
                    specials(HostEntry.Type.SOCKET, HostEntry.Type.DEVICE, HostEntry.Type.OTHER).stream()
                            .filter(path -> path.startsWith(directory.equals("/") ? "/" : directory + "/"))
                            .findFirst(),
                    1));
        };
    }

    private static String notSaid(Question.Inspection<?> about) {
        return "the case does not say; it can, under `facts`, as dockerd answers GET " + about.target();
    }

    private Lookup<ContainerEntry> entry(String container, String path) {
        ContainerEntry entry = entries.get(container + ":" + path);
        return entry == null ? new Lookup.Absent<>() : new Lookup.Found<>(entry);
    }

    private List<String> specials(HostEntry.Type... types) {
        return host.values().stream()
                .filter(entry -> entry instanceof HostEntry.Present(_, HostEntry.Type type)
                        && List.of(types).contains(type))
                .map(HostEntry::path)
                .toList();
    }
}
