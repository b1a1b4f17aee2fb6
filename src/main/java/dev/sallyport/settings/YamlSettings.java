package dev.sallyport.settings;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.AnchorNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads YAML 1.2, one document, without anchors, tags or repeated keys. */
final class YamlSettings {

    private static final int MAX_DEPTH = 32;

    private final String file;

    private YamlSettings(String file) {
        this.file = file;
    }

    static Setting read(SettingsFile source) throws InvalidSettingException {
        YamlSettings reader = new YamlSettings(source.name());
        LoadSettings settings = LoadSettings.builder().setLabel(source.name()).setUseMarks(true).build();
        try {
            Optional<Node> root = new Compose(settings).composeReader(new StringReader(source.text()));
            return reader.value(root.orElseThrow(() -> new InvalidSettingException(source.name(), "empty")), 0);
        } catch (MarkedYamlEngineException e) {
            throw new InvalidSettingException(reader.place(e.getProblemMark()), "not well-formed YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new InvalidSettingException(source.name(), "not well-formed YAML");
        }
    }

    private Place place(Optional<Mark> mark) {
        return mark.map(at -> new Place(file, at.getLine() + 1, at.getColumn() + 1)).orElse(new Place(file, 1, 1));
    }

    private Setting value(Node node, int depth) throws InvalidSettingException {
        Place place = place(node.getStartMark());
        if (depth > MAX_DEPTH) {
            throw new InvalidSettingException(place, "nested too deep");
        }
        if (node.getAnchor().isPresent() || node instanceof AnchorNode) {
            throw new InvalidSettingException(place, "anchors and aliases are not supported");
        }
        if (node instanceof MappingNode mapping) {
            return group(mapping, place, depth);
        }
        if (node instanceof SequenceNode sequence) {
            List<Setting> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(value(item, depth + 1));
            }
            return new Setting.Items(place, items);
        }
        return scalar((ScalarNode) node, place);
    }

    private Setting group(MappingNode mapping, Place place, int depth) throws InvalidSettingException {
        Map<String, Setting.Group.Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Place keyPlace = place(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new InvalidSettingException(keyPlace, "a key must be a plain word");
            }
            Setting value = value(tuple.getValueNode(), depth + 1);
            if (entries.put(key.getValue(), new Setting.Group.Entry(keyPlace, value)) != null) {
                throw new InvalidSettingException(keyPlace, "repeated key `" + key.getValue() + "`");
            }
        }
        return new Setting.Group(place, entries);
    }

    private static Setting scalar(ScalarNode node, Place place) throws InvalidSettingException {
        if (node.getTag().equals(Tag.STR)) {
            return new Setting.Text(place, node.getValue());
        }
        if (node.getTag().equals(Tag.BOOL)) {
            return new Setting.Flag(place, Boolean.parseBoolean(node.getValue()));
        }
        if (node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT)) {
            return new Setting.Number(place, node.getValue());
        }
        if (node.getTag().equals(Tag.NULL)) {
            return new Setting.Nothing(place);
        }
        throw new InvalidSettingException(place, "unknown tag `" + node.getTag() + "`");
    }
}
